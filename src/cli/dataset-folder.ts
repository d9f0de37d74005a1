import { dirname, resolve } from 'node:path'
import { statOf } from './stat-of.ts'
import { badUsage } from './usage.ts'

const MOST_TOLD = 3
const TRACES = ['manifest.json', 'lineage.jsonl', 'report.json', 'splits.jsonl']

/**
 * Refuses a place where no dataset can ever have been, so that a mistyped name does not pass for a damaged one.
 *
 * @throws FinetapError `bad_option`, with the datasets that lie there
 */
export async function requireDataset(folder: string): Promise<void> {
  if (folder === '') throw badUsage('The name of a folder is empty', 'name the folder of a dataset')
  if (TRACES.some((file) => statOf(resolve(folder, file)) !== undefined)) return
  const isFolder = requireFolder(folder, { mayBeMissing: true })
  const { findDatasets } = await import('../datasets.ts')
  const near = await findDatasets(isFolder ? folder : dirname(resolve(folder)), { levels: 1 })
  const names = near
    .slice(0, MOST_TOLD)
    .map((found) => found.folder)
    .join(' or ')
  const fix = names === '' ? 'name the folder that holds its manifest.json' : `did you mean ${names}?`
  throw badUsage(`There is no dataset in ${folder}`, fix)
}

/** @throws FinetapError `bad_option` */
export function requireFolder(
  folder: string,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): boolean {
  const isFolder = statOf(resolve(folder))?.isDirectory() === true
  if (isFolder || mayBeMissing) return isFolder
  throw badUsage(`There is no folder ${folder}`, 'name a folder that holds datasets')
}
