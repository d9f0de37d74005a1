import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import type { FeedbackOf } from './feedback.ts'
import { byStart, inOrder, type Loss, type Placed } from './placed.ts'
import type { GenerationNote } from './spool-record.ts'

export type Placement = { readonly placed: readonly Placed[]; readonly losses: readonly Loss[] }

/**
 * Places the generations of a conversation that the app named. Several answers to one request are regenerations: those
 * that the conversation went on from stay, and one with a thumb up; the best one when there are none of these. The others
 * are lost as `regenerated`.
 *
 * @param notes each with an answer, oldest first
 */
export function placeInNamedConversation(
  tree: ConversationTree,
  notes: readonly GenerationNote[],
  feedbackOf: FeedbackOf = () => undefined,
): Placement {
  const siblings = new Map<TreeNode | undefined, Placed[]>()
  for (const note of notes) {
    const answer = chosenAnswer(tree, note)
    if (answer === undefined) continue
    const group = siblings.get(answer.node.parent)
    if (group === undefined) siblings.set(answer.node.parent, [answer])
    else group.push(answer)
  }
  const kept = new Map<TreeNode, Placed>()
  const losses: Loss[] = []
  for (const group of siblings.values()) {
    const winners = group.length === 1 ? undefined : winnersOf(group, createMerit(feedbackOf))
    for (const answer of group) {
      if (winners?.has(answer) !== false) kept.set(answer.node, answer)
      else losses.push({ generationId: answer.note.id, reason: 'regenerated' })
    }
  }
  return { placed: withParents(kept), losses }
}

/** Of several choices in one response the one that the conversation went on from, else the first. */
export function chosenAnswer(tree: ConversationTree, note: GenerationNote): Placed | undefined {
  let first: Placed | undefined
  for (const answerId of note.answers) {
    const node = tree.nodeOf(answerId)
    if (node === undefined) continue
    if (node.continued) return { note, node, answerId }
    first ??= { note, node, answerId }
  }
  return first
}

function winnersOf(group: readonly Placed[], merit: Merit): ReadonlySet<Placed> {
  const best = new Map<TreeNode, Placed>()
  for (const answer of group) {
    const rival = best.get(answer.node)
    if (rival === undefined || merit.compare(answer.note, rival.note) < 0) best.set(answer.node, answer)
  }
  // Two users under one id asked the same: neither regenerated the other's answer.
  const byUser = Map.groupBy(best.values(), ({ note }) => note.userId)
  return new Set([...byUser.values()].flatMap((answers) => chosenOf(answers, merit)))
}

function chosenOf(answers: readonly Placed[], { compare, isPraised }: Merit): readonly Placed[] {
  const [best, ...rest] = answers.toSorted((a, b) => compare(a.note, b.note))
  const continued = rest.filter(({ node }) => node.continued)
  if (best === undefined) return []
  return continued.length === 0 || best.node.continued || isPraised(best.note) ? [best, ...continued] : continued
}

type Merit = {
  /** The better one first: as people judged, whole answers before cut and failed ones, later ones before earlier ones. */
  readonly compare: (a: GenerationNote, b: GenerationNote) => number
  readonly isPraised: (note: GenerationNote) => boolean
}

function createMerit(feedbackOf: FeedbackOf): Merit {
  const judged = ({ id }: GenerationNote): number => {
    const thumb = feedbackOf(id)?.thumb
    return thumb === 'up' ? 0 : thumb === 'down' ? 2 : 1
  }
  return {
    compare: (a, b) => judged(a) - judged(b) || rankOf(a) - rankOf(b) || byStart(b, a),
    isPraised: (note) => judged(note) === 0,
  }
}

function rankOf({ status, finishReason }: GenerationNote): number {
  if (status !== 'ok') return 2
  return finishReason === 'length' || finishReason === 'content_filter' || finishReason === 'error' ? 1 : 0
}

function withParents(kept: ReadonlyMap<TreeNode, Placed>): readonly Placed[] {
  const finished = new Map<Placed, Placed>()
  const ancestorOf = ({ node }: Placed): Placed | undefined => {
    for (let above = node.parent; above !== undefined; above = above.parent) {
      const found = kept.get(above)
      if (found !== undefined) return found
    }
    return undefined
  }
  // A node is made after those above it, so in the order of their serials parents are finished first.
  for (const answer of inOrder([...kept.values()], (a, b) => a.node.serial - b.node.serial)) {
    const above = ancestorOf(answer)
    const parent = above === undefined ? undefined : finished.get(above)
    finished.set(answer, parent === undefined ? answer : { ...answer, parent })
  }
  return [...finished.values()]
}
