import type { Loss } from '../fold/placed.ts'
import { createDropCounter, type DropLine } from '../report/drop-counter.ts'
import { FOLD_STEP } from '../report/report.ts'

/** What folding made of a log. */
export type FoldAccount = {
  readonly add: (conversations: number, losses: readonly Loss[], examples: number) => void
  readonly counts: () => { readonly conversations: number; readonly folded: number }
  readonly losses: () => readonly DropLine[]
}

export function createFoldAccount(): FoldAccount {
  const lost = createDropCounter()
  const counts = { conversations: 0, folded: 0 }
  return {
    add(conversations, losses, examples) {
      counts.conversations += conversations
      counts.folded += examples
      for (const { generationId, reason } of losses) lost.add(FOLD_STEP, reason, [generationId])
    },
    counts: () => ({ ...counts }),
    losses: () => lost.lines([FOLD_STEP]),
  }
}
