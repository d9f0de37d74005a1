import type { Corpus } from '../../core/step.ts'
import { clustersOf } from '../similarity/index.ts'

/** Share of equal shingles from which two conversations may not stand in two splits: that of `dedupeNear`. */
export const NEAR_THRESHOLD = 0.8

/** The number of the cluster of a row; -1: nothing is like it. */
export type ClusterOf = (index: number) => number

/** Which rows say nearly the same, by their ids. */
export type NearClusters = {
  /** -1: nothing is like it. */
  readonly of: (id: string) => number
  /** Gives a row that stands alone a cluster of its own. */
  readonly claim: (id: string) => number
}

/** @param corpus notes of `similarityNote` */
export async function findNearClusters(corpus: Corpus): Promise<ClusterOf> {
  const { clusterOf } = await clustersOf(corpus, { threshold: NEAR_THRESHOLD })
  return clusterOf
}

/** Names what is known by number. */
export function nameClusters(corpus: Corpus, clusterOf: ClusterOf): NearClusters {
  const clusters = new Map<string, number>()
  let next = 0
  for (let index = 0; index < corpus.size; index += 1) {
    const cluster = clusterOf(index)
    if (cluster === -1) continue
    clusters.set(corpus.at(index).id, cluster)
    next = Math.max(next, cluster + 1)
  }
  return {
    of: (id) => clusters.get(id) ?? -1,
    claim(id) {
      const cluster = clusters.get(id) ?? next
      if (cluster === next) next += 1
      clusters.set(id, cluster)
      return cluster
    },
  }
}
