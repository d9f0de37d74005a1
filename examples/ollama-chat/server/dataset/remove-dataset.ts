import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { formatNames } from 'finetap/pipeline'

const OWN_FILES = /^(manifest|report)\.json$|^(lineage|splits)\.jsonl$/
const OWN_ROWS = /^(train|validation|test)\.(jsonl|json|csv)$/

/** Removes a dataset, and nothing else: whoever named the folder may keep files of their own there. */
export async function removeDataset(folder: string): Promise<void> {
  if (!(await namesIn(folder)).includes('manifest.json')) return
  for (const name of formatNames) await removeFiles(join(folder, name), OWN_ROWS)
  await removeFiles(folder, OWN_FILES)
}

async function removeFiles(folder: string, own: RegExp): Promise<void> {
  for (const name of (await namesIn(folder)).filter((found) => own.test(found)))
    await rm(join(folder, name), { force: true })
  // Fails where something is left, which is what is wanted.
  await rmdir(folder).catch(() => {})
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
