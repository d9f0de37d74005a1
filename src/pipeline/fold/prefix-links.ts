import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import { byStartAndDepth, inOrder, type Placed } from './placed.ts'
import { chosenAnswer } from './regenerations.ts'
import type { GenerationNote } from './spool-record.ts'

/**
 * Places generations that carry no conversation id: one belongs behind the answer that its history ends with, when
 * exactly one earlier generation gave it. Where several did, as when two people say hi and are greeted alike, nothing
 * tells which of them goes on, so it starts a conversation of its own, and its history is context. Nothing here counts
 * as a regeneration: equal requests may come from different people.
 *
 * @param notes each with an answer
 */
export function placeByHistory(tree: ConversationTree, notes: readonly GenerationNote[]): readonly Placed[] {
  const answersAt = new Map<TreeNode, Placed[]>()
  const taken = new Map<Placed, Set<TreeNode>>()
  const inTime = inOrder(notes, byStartAndDepth)
  return inTime.flatMap((note) => {
    const answer = chosenAnswer(tree, note)
    if (answer === undefined) return []
    const parent = predecessorOf(answer, answersAt)
    const free = parent !== undefined && claim(taken, parent, answer.node)
    const placed = free ? { ...answer, parent } : answer
    const others = answersAt.get(answer.node)
    if (others === undefined) answersAt.set(answer.node, [placed])
    else others.push(placed)
    return [placed]
  })
}

function predecessorOf({ node, note }: Placed, answersAt: ReadonlyMap<TreeNode, Placed[]>): Placed | undefined {
  for (let above = node.parent; above !== undefined; above = above.parent) {
    const candidates = answersAt.get(above)
    if (candidates === undefined) continue
    const related = candidates.filter((one) => one.note.id === note.parentId || one.note.turnId === note.turnId)
    const [only, another] = related.length > 0 ? related : candidates
    return another === undefined ? only : undefined
  }
  return undefined
}

/** A place below an answer is given once: the same answer again starts a conversation of its own. */
function claim(taken: Map<Placed, Set<TreeNode>>, parent: Placed, node: TreeNode): boolean {
  const nodes = taken.get(parent) ?? new Set()
  taken.set(parent, nodes)
  if (nodes.has(node)) return false
  nodes.add(node)
  return true
}
