import { resolve } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import { readRevocation, revokeDataset, type Revocation } from '../output/revocation.ts'
import { datasetsHolding, type DatasetHolding } from './datasets-holding.ts'
import { findDatasets } from './find-datasets.ts'

export type ForgetInDatasetsOptions = {
  /** Folders of datasets, or folders in which datasets lie, see `findDatasets`. */
  readonly datasets: readonly string[]
  /** Of the generations that are forgotten: the `targets` of an erasure. */
  readonly generationIds: Iterable<string>
  /** Stands in the mark of each dataset; it should not name the person. Default `'somebody asked to be forgotten'`. */
  readonly reason?: string | undefined
  /** True: only look. Default false. */
  readonly dryRun?: boolean
}

/** A dataset that holds text of forgotten generations. */
export type ForgottenInDataset = DatasetHolding & {
  /** The mark that says so, of now or of an earlier time; absent when it was only looked for. */
  readonly revocation?: Revocation
  /** Why it could not be marked. */
  readonly failure?: string
}

/**
 * Finds the datasets that hold rows of forgotten generations, and marks them as taken back, so that nobody trains on them
 * and `verifyDataset` fails. A dataset whose lineage is damaged may hold them, so it is marked too. To build it anew
 * from the same log replaces its rows and takes the mark away. One that cannot be marked does not keep the others from it.
 *
 * @example
 * const { erasure } = await store.erase({ userId: 'u-17' })
 * const held = await forgetInDatasets({ datasets: ['./datasets'], generationIds: erasure.targets ?? [] })
 */
export async function forgetInDatasets(options: ForgetInDatasetsOptions): Promise<readonly ForgottenInDataset[]> {
  const { datasets, generationIds, reason = 'somebody asked to be forgotten', dryRun = false } = options
  const folders = new Set<string>()
  for (const folder of datasets) {
    for (const found of await findDatasets(resolve(folder))) folders.add(found.folder)
  }
  const holdings = await datasetsHolding([...folders].sort(), generationIds)
  if (dryRun) return holdings
  const marked: ForgottenInDataset[] = []
  for (const holding of holdings) marked.push({ ...holding, ...(await mark(holding.folder, reason)) })
  return marked
}

async function mark(folder: string, reason: string): Promise<Pick<ForgottenInDataset, 'failure' | 'revocation'>> {
  try {
    // The reason of an earlier time stays: it still holds.
    return { revocation: (await readRevocation(folder)) ?? (await revokeDataset(folder, reason)) }
  } catch (error) {
    if (FinetapError.isInstance(error)) return { failure: error.message }
    throw error
  }
}
