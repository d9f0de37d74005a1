import type { TreeNode } from './conversation-tree.ts'
import type { GenerationNote } from './spool-record.ts'

/** A generation whose answer stands in a conversation. */
export type Placed = {
  readonly note: GenerationNote
  /** Where its answer stands. */
  readonly node: TreeNode
  /** The form in which the answer came from the model. */
  readonly answerId: string
  /** The generation that gave the answer before this one, on the same path. */
  readonly parent?: Placed
}

/** A generation that ends here, and why. */
export type Loss = { readonly generationId: string; readonly reason: string }

/** Oldest first; what started in the same millisecond goes by id. */
export function byStart(a: GenerationNote, b: GenerationNote): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}

/** Oldest first; of those that started in the same millisecond the shorter history came first. */
export function byStartAndDepth(a: GenerationNote, b: GenerationNote): number {
  return a.startedAt === b.startedAt ? a.depth - b.depth || byStart(a, b) : byStart(a, b)
}

/** The items sorted, without a copy where they are in order: most calls of a chat are logged in the order in which they came. */
export function inOrder<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): readonly Item[] {
  let before: Item | undefined
  for (const item of items) {
    if (before !== undefined && compare(before, item) > 0) return items.toSorted(compare)
    before = item
  }
  return items
}
