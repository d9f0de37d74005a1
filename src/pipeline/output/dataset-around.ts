import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LINEAGE_FILE, readLineageLine } from './lineage.ts'
import { readLines } from './read-lines.ts'
import { readManifest } from './read-manifest.ts'

/** The dataset that a path is, or would lie in: its rows lie up to two folders deep. */
export async function datasetAround(path: string): Promise<string | undefined> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  for (const one of [path, folder, dirname(folder)]) if (await isDataset(one)) return one
  return undefined
}

async function isDataset(folder: string): Promise<boolean> {
  const { kind } = await readManifest(folder).catch(() => ({ kind: 'missing' }) as const)
  return (kind !== 'missing' && kind !== 'foreign') || hasLineage(folder)
}

/** Whether the first line of a lineage stands there: only finetap writes them. */
export async function hasLineage(folder: string): Promise<boolean> {
  try {
    for await (const { text } of readLines(join(folder, LINEAGE_FILE))) return readLineageLine(text) !== undefined
  } catch {
    // There is none that could be read.
  }
  return false
}
