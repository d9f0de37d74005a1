import { FinetapError } from '../../core/errors.ts'
import type { CorpusStep, Verdicts } from '../../core/step.ts'

/** The cluster of a row, -1 for none. */
export type ClusterOfRow = (row: number) => number

const NO_CLUSTER = -1
const MOST_CLUSTERS = 2 ** 32 - 1

/**
 * What a step has found to be alike, by row instead of by place in its corpus.
 *
 * @throws FinetapError `step_failed` for an answer that is none: the split would part what is alike, without a word
 */
export function clustersByRow(
  rows: Uint32Array,
  { name }: CorpusStep,
  clusterOf: Verdicts['clusterOf'] = () => NO_CLUSTER,
): ClusterOfRow {
  // One more than the number, as 0 is none.
  const clusters = new Uint32Array((rows.at(-1) ?? -1) + 1)
  for (const [index, row] of rows.entries()) clusters[row] = clusterAt(index, name, clusterOf) + 1
  return (row) => (clusters[row] ?? 0) - 1
}

function clusterAt(index: number, name: string, clusterOf: (index: number) => unknown): number {
  let cause: unknown
  try {
    const cluster = clusterOf(index)
    if (isCluster(cluster)) return cluster
  } catch (error) {
    cause = error
  }
  throw new FinetapError('step_failed', {
    what: `The step ${name} names no cluster of example ${index}`,
    why: cause === undefined ? 'its clusterOf gives neither a whole number from 0 on nor -1' : 'its clusterOf threw',
    fix: 'repair the step, or leave findsAlike out',
    cause,
  })
}

function isCluster(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= NO_CLUSTER && value < MOST_CLUSTERS
}
