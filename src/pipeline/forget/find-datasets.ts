import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST_FILE } from '../output/manifest.ts'
import { readManifest } from '../output/read-manifest.ts'
import { readRevocation, type Revocation } from '../output/revocation.ts'

const DEEPEST = 8

/** A dataset that was found. */
export type FoundDataset = {
  readonly folder: string
  /** Absent when its manifest is damaged, or of a newer version. */
  readonly dataset?: { readonly name: string; readonly version: string; readonly examples: number }
  /** Why it was taken back, where it was. */
  readonly revoked?: Revocation
}

/**
 * The datasets in a folder and in the folders below it, by path. Hidden folders and `node_modules` are passed over, and
 * so are links and folders that may not be read.
 *
 * @param options.levels how far down; default 8
 */
export async function findDatasets(
  folder: string,
  { levels = DEEPEST }: { readonly levels?: number } = {},
): Promise<readonly FoundDataset[]> {
  const found: FoundDataset[] = []
  await search(folder, levels, found)
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

async function search(folder: string, levels: number, found: FoundDataset[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  if (entries.some((entry) => entry.name === MANIFEST_FILE && entry.isFile())) {
    const dataset = await lookAt(folder)
    if (dataset !== undefined) found.push(dataset)
  }
  if (levels === 0) return
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue
    await search(join(folder, entry.name), levels - 1, found)
  }
}

async function lookAt(folder: string): Promise<FoundDataset | undefined> {
  const manifest = await readManifest(folder).catch(() => ({ kind: 'damaged' }) as const)
  if (manifest.kind === 'missing' || manifest.kind === 'foreign') return undefined
  const revoked = await readRevocation(folder)
  const mark = revoked === undefined ? {} : { revoked }
  if (manifest.kind !== 'whole') return { folder, ...mark }
  const { name, version, examples } = manifest.manifest
  return { folder, dataset: { name, version, examples }, ...mark }
}
