import type { Corpus } from '../../core/step.ts'
import { compareShingles, type Likeness } from './jaccard.ts'
import { createShingleCache } from './note-cache.ts'
import type { DisjointSets } from '../disjoint-sets.ts'

/** Different ones of a bucket with which all that come later are compared. */
const MOST_LEADERS = 48
/** Like a leader, but perhaps also like what is not like it. */
const MOST_COMPANIONS = 16

/** What is alike, and what is but for its answers or alike; these may be the same sets. */
export type AlikeSets = { readonly alike: DisjointSets; readonly butForAnswers: DisjointSets }

/** Joins those of a bucket that are alike. */
export type BucketJoiner = {
  /** `members`: examples that share a key, in order of time. */
  readonly join: (members: readonly number[]) => void
  /** Whether an example found all places of leaders taken, and so was not compared with all. */
  readonly isUnsure: (index: number) => boolean
}

/**
 * A bucket of up to 16 is compared pair by pair. In larger ones each is compared with up to 64 that came before: a
 * template that fills half of each text makes buckets of thousands, and all pairs of these would never be done.
 */
export function createBucketJoiner(
  corpus: Corpus,
  { alike, butForAnswers }: AlikeSets,
  likeness: Likeness,
): BucketJoiner {
  const shinglesAt = createShingleCache(corpus)
  const unsure = new Uint8Array(corpus.size)

  /** Joins it with all that are like it, and says whether any were. */
  function joinWith(member: number, others: readonly number[]): boolean {
    let joined = false
    for (const other of others) {
      if (alike.find(member) === alike.find(other)) {
        joined = true
        continue
      }
      const alikeness = compareShingles(shinglesAt(member), shinglesAt(other), likeness)
      if (alikeness === 'different') continue
      butForAnswers.join(member, other)
      if (alikeness !== 'alike') continue
      alike.join(member, other)
      joined = true
    }
    return joined
  }

  return {
    join(members) {
      const leaders: number[] = []
      const companions: number[] = []
      for (const member of members) {
        const likeLeader = joinWith(member, leaders)
        const joined = joinWith(member, companions) || likeLeader
        if (joined && companions.length < MOST_COMPANIONS) companions.push(member)
        else if (!joined && leaders.length < MOST_LEADERS) leaders.push(member)
        else if (!joined) unsure[member] = 1
      }
    },
    isUnsure: (index) => unsure[index] === 1,
  }
}
