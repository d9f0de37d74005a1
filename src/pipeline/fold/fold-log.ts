import type { Example } from '../../core/example.ts'
import { foldConversation, type FoldedConversation } from '../conversations.ts'
import type { ConversationTree } from './conversation-tree.ts'
import { createErasedTest } from './erased.ts'
import { piecesOf, type PieceRules } from './foldable-pieces.ts'
import { exampleOf, type ExampleSources } from './path-example.ts'
import type { Loss } from './placed.ts'
import type { Foldable } from './scan.ts'

export type FoldedLog = {
  /** That of the generations which met. */
  readonly key: string
  readonly examples: Iterable<Example>
  readonly losses: readonly Loss[]
  readonly conversations: number
  /** Share of the spool that is behind with this conversation, 0 to 1. */
  readonly progress: number
}

export type FoldOptions = Omit<PieceRules, 'withheld'> & {
  /** `'required'`: generations without `consent: true` are lost as `no_consent`. Default: only `false` is left out. */
  readonly consent?: 'required' | undefined
}

/**
 * Folds a scanned log, one key after the other in the order of the keys, so that the order of the log plays no part.
 * The examples of one round must be taken before the next round.
 */
export function* foldLog(scan: Foldable, directory: string, options: FoldOptions = {}): Generator<FoldedLog> {
  const { summary, partitions, feedbackOf } = scan
  const isErased = createErasedTest(summary.erasures)
  const rules = {
    feedbackOf,
    withheld: (note: Parameters<typeof isErased>[0]) => {
      if (isErased(note)) return 'erased'
      return options.consent === 'required' && note.lacksConsent === true ? 'no_consent' : undefined
    },
  } as const
  const bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0)
  let behind = 0
  try {
    for (const piece of piecesOf(partitions, directory, { ...options, withheld: rules.withheld })) {
      behind += piece.bytes
      for (const tree of piece.trees()) {
        const folded = foldConversation(tree, rules)
        const { losses, count: conversations, windows } = folded
        const examples = examplesOf(tree, folded, { read: piece.text, feedbackOf, windows })
        yield { key: tree.key, examples, losses, conversations, progress: behind / bytes }
      }
    }
  } finally {
    scan.close()
  }
}

// One at a time: the paths of a key are small, their messages may not be.
function* examplesOf(
  tree: ConversationTree,
  { paths }: FoldedConversation,
  sources: ExampleSources,
): Generator<Example> {
  for (const path of paths) yield exampleOf(tree, path, sources)
}
