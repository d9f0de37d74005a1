import type { Example } from '../../core/example.ts'
import { loadConversations, type ConversationTree } from './conversation-tree.ts'
import { foldConversation, type Path } from '../conversations.ts'
import { createErasedTest } from './erased.ts'
import { exampleOf } from './path-example.ts'
import type { Loss } from './placed.ts'
import { openReadAt, type ReadAt } from '../read-at.ts'
import type { Scan } from './scan.ts'
import { inFoldableSize } from './spool.ts'

export type FoldedLog = {
  readonly examples: Iterable<Example>
  readonly losses: readonly Loss[]
  readonly conversations: number
  /** Share of the spool that is behind with this conversation, 0 to 1. */
  readonly progress: number
}

/**
 * Folds a scanned log, one key after the other in the order of the keys, so that the order of the log plays no part.
 * The examples of one round must be taken before the next round.
 */
export function* foldLog(
  { summary, partitions }: Scan,
  directory: string,
  options: { readonly partitionBytes?: number | undefined } = {},
): Generator<FoldedLog> {
  const isErased = createErasedTest(summary.erasures)
  const bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0)
  let behind = 0
  for (const partition of inFoldableSize(partitions, directory, options.partitionBytes)) {
    behind += partition.bytes
    const file = openReadAt(partition.path)
    try {
      for (const tree of loadConversations(partition.path)) {
        const { paths, losses, count } = foldConversation(tree, isErased)
        yield { examples: examplesOf(tree, paths, file.text), losses, conversations: count, progress: behind / bytes }
      }
    } finally {
      file.close()
    }
  }
}

// One at a time: the paths of a key are small, their messages may not be.
function* examplesOf(tree: ConversationTree, paths: readonly Path[], read: ReadAt['text']): Generator<Example> {
  for (const path of paths) yield exampleOf(tree, path, read)
}
