import { join } from 'node:path'
import { digest } from '../digest.ts'
import { LINEAGE_FILE, readLineageLine, type LineageLine } from '../output/lineage.ts'
import type { Manifest } from '../output/manifest.ts'
import { readLines } from '../output/read-lines.ts'
import { readManifest } from '../output/read-manifest.ts'
import { systemCodeOf } from '../output/system-error.ts'
import type { SplitName } from '../split/splits.ts'

/** An example that holds text of a generation, and where its rows lie: `first` is counted from 1. */
export type HeldExample = {
  readonly id: string
  readonly split: SplitName
  /** Those that were asked for. */
  readonly generations: readonly string[]
  readonly places: readonly { readonly file: string; readonly first: number; readonly count: number }[]
}

/** What a dataset holds of the generations that were asked for. */
export type DatasetHolding = {
  readonly folder: string
  readonly examples: readonly HeldExample[]
  /** Why it is not sure that this is all: its lineage is damaged or not there. Such a dataset is to be built anew. */
  readonly uncertain?: string
}

/**
 * Which of these datasets hold text of the generations, also as context, and in which rows. Those that hold none are
 * left out. Reads each lineage once, line by line.
 *
 * @param generationIds those of the person who is to be forgotten
 * @example
 * const folders = (await findDatasets('./datasets')).map(({ folder }) => folder)
 * for (const { folder } of await datasetsHolding(folders, ids)) await revokeDataset(folder, 'a user asked to be forgotten')
 */
export async function datasetsHolding(
  folders: readonly string[],
  generationIds: Iterable<string>,
): Promise<readonly DatasetHolding[]> {
  // A dataset names those whose ids are personal data by their digests.
  const ids = new Map(
    [...generationIds].flatMap((id) => [
      [id, id],
      [digest(id), id],
    ]),
  )
  const holdings: DatasetHolding[] = []
  for (const folder of folders) {
    const holding = await look(folder, ids)
    if (holding.examples.length > 0 || holding.uncertain !== undefined) holdings.push(holding)
  }
  return holdings
}

async function look(folder: string, ids: ReadonlyMap<string, string>): Promise<DatasetHolding> {
  const found = await readManifest(folder)
  const manifest = found.kind === 'whole' ? found.manifest : undefined
  const examples: HeldExample[] = []
  let lines = 0
  let damaged = 0
  try {
    for await (const { text } of readLines(join(folder, manifest?.lineage.file ?? LINEAGE_FILE))) {
      lines += 1
      const line = readLineageLine(text)
      if (line === undefined) damaged += 1
      const generations = line?.generations.flatMap((id) => ids.get(id) ?? []) ?? []
      if (line !== undefined && generations.length > 0) examples.push(held(line, generations, manifest))
    }
  } catch (error) {
    return { folder, examples, uncertain: `its lineage cannot be read: ${systemCodeOf(error) ?? String(error)}` }
  }
  if (damaged > 0) return { folder, examples, uncertain: `${damaged} lines of its lineage are damaged` }
  if (manifest === undefined) return { folder, examples, uncertain: `its manifest is ${found.kind}` }
  const missing = manifest.examples - lines
  return missing === 0
    ? { folder, examples }
    : { folder, examples, uncertain: `${missing} lines of its lineage are missing` }
}

function held(
  { id, split, rows }: LineageLine,
  generations: readonly string[],
  manifest: Manifest | undefined,
): HeldExample {
  const places = Object.entries(rows).map(([format, [first, count]]) => {
    const output = manifest?.outputs.find((entry) => entry.format === format && entry.split === split)
    return { file: output?.file ?? `${format}/${split}`, first, count }
  })
  return { id, split, generations, places }
}
