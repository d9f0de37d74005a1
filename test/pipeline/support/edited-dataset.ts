import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { factsOfText } from '../../../src/pipeline/output/hashed-file.ts'
import { lineageLine, readLineageLine, type LineageLine } from '../../../src/pipeline/output/lineage.ts'
import { checksumOf, type Manifest } from '../../../src/pipeline/output/manifest.ts'
import { digestOfRows } from '../../../src/pipeline/output/row-digest.ts'

/** An example with its row in the format `plain`. */
export type Entry = { readonly line: LineageLine; readonly row: string }

/** Changes a dataset of the format `plain` as somebody would who knows how finetap writes one. */
export async function rewrite(folder: string, change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
  const manifest = await manifestOf(folder)
  const rows = new Map<string, readonly string[]>()
  for (const { split, file } of manifest.outputs) rows.set(split, await linesOf(join(folder, file)))
  const entries = (await linesOf(join(folder, 'lineage.jsonl'))).map((text): Entry => {
    const line = readLineageLine(text)
    const row = rows.get(line?.split ?? '')?.[(line?.rows['plain']?.[0] ?? 0) - 1]
    if (line === undefined || row === undefined) throw new Error(`no row of ${text}`)
    return { line, row }
  })
  const written = new Map<string, string[]>()
  const lines = change(entries).map(({ line, row }) => {
    const own = written.get(line.split) ?? []
    written.set(line.split, own)
    own.push(row)
    return lineageLine({ ...line, rows: { plain: [own.length, 1, digestOfRows([row])] } })
  })
  for (const { split, file } of manifest.outputs)
    await writeFile(join(folder, file), (written.get(split) ?? []).map((row) => `${row}\n`).join(''))
  await writeFile(join(folder, 'lineage.jsonl'), lines.join(''))
  await sign(folder)
}

/** Makes the manifest fit the files as they are now. */
export async function sign(folder: string, change: (manifest: Manifest) => Manifest = (same) => same): Promise<void> {
  const { checksum: _, ...manifest } = change(await manifestOf(folder))
  const factsOf = async (file: string) => factsOfText(await readFile(join(folder, file), 'utf8'))
  const outputs = await Promise.all(
    manifest.outputs.map(async (output) => ({
      ...output,
      ...(await factsOf(output.file)),
      rows: await rowsOf(output),
    })),
  )
  const lineage = { ...manifest.lineage, ...(await factsOf('lineage.jsonl')) }
  const ledger = manifest.ledger && { ...manifest.ledger, ...(await factsOf('splits.jsonl')) }
  if (ledger === undefined) await rm(join(folder, 'splits.jsonl'), { force: true })
  const signed = { ...manifest, outputs, lineage, ledger }
  const text = JSON.stringify({ ...signed, checksum: checksumOf(signed) }, undefined, 2)
  await writeFile(join(folder, 'manifest.json'), `${text}\n`)

  async function rowsOf({ file, rows }: Manifest['outputs'][number]): Promise<number> {
    return file.endsWith('.jsonl') ? (await linesOf(join(folder, file))).length : rows
  }
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
}

async function linesOf(path: string): Promise<readonly string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1)
}
