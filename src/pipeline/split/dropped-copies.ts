import { createGrowingDigests } from '../work/growing-digests.ts'
import { createGrowingNumbers } from '../work/growing-numbers.ts'

/** Rows that were left out as copies of others: 20 bytes each, outside the heap. */
export type DroppedCopies = {
  /** @param conversation a digest of 32 hexadecimal digits */
  readonly add: (conversation: string, cluster: number) => void
  readonly size: () => number
  readonly conversation: (copy: number) => string
  /** -1: in none. */
  readonly cluster: (copy: number) => number
}

export function createDroppedCopies(): DroppedCopies {
  const conversations = createGrowingDigests()
  // One more than the number, as 0 is what is absent.
  const clusters = createGrowingNumbers('u32')
  return {
    add(conversation, cluster) {
      conversations.set(clusters.size(), conversation)
      clusters.push(cluster + 1)
    },
    size: clusters.size,
    conversation: (copy) => conversations.at(copy) ?? '',
    cluster: (copy) => clusters.at(copy) - 1,
  }
}
