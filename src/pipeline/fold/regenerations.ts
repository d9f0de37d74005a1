import type { ConversationTree, TreeNode } from './conversation-tree.ts'
import { byStart, type Loss, type Placed } from './placed.ts'
import type { GenerationNote } from './spool-record.ts'

export type Placement = { readonly placed: readonly Placed[]; readonly losses: readonly Loss[] }

/**
 * Places the generations of a conversation that the app named. Several answers to one request are regenerations: those
 * that the conversation went on from stay, or the best one when it went on from none; the others are lost as
 * `regenerated`.
 *
 * @param notes each with an answer, oldest first
 */
export function placeInNamedConversation(tree: ConversationTree, notes: readonly GenerationNote[]): Placement {
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
    const winners = winnersOf(group)
    for (const answer of group) {
      if (winners.has(answer)) kept.set(answer.node, answer)
      else losses.push({ generationId: answer.note.id, reason: 'regenerated' })
    }
  }
  return { placed: withParents(kept), losses }
}

/** Of several choices in one response the one that the conversation went on from, else the first. */
export function chosenAnswer(tree: ConversationTree, note: GenerationNote): Placed | undefined {
  const choices = note.answers.flatMap((answerId) => {
    const node = tree.nodeOf(answerId)
    return node === undefined ? [] : [{ note, node, answerId }]
  })
  return choices.find(({ node }) => node.continued) ?? choices[0]
}

function winnersOf(group: readonly Placed[]): ReadonlySet<Placed> {
  const best = new Map<TreeNode, Placed>()
  for (const answer of group) {
    const rival = best.get(answer.node)
    if (rival === undefined || byMerit(answer.note, rival.note) < 0) best.set(answer.node, answer)
  }
  // Two users under one id asked the same: neither regenerated the other's answer.
  const byUser = Map.groupBy(best.values(), ({ note }) => note.userId)
  return new Set([...byUser.values()].flatMap((answers) => chosenOf(answers)))
}

function chosenOf(answers: readonly Placed[]): readonly Placed[] {
  const continued = answers.filter(({ node }) => node.continued)
  return continued.length > 0 ? continued : answers.toSorted((a, b) => byMerit(a.note, b.note)).slice(0, 1)
}

/** The better one first: whole answers before cut and failed ones, later ones before earlier ones. */
function byMerit(a: GenerationNote, b: GenerationNote): number {
  return rankOf(a) - rankOf(b) || byStart(b, a)
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
  for (const answer of [...kept.values()].sort((a, b) => a.node.serial - b.node.serial)) {
    const above = ancestorOf(answer)
    const parent = above === undefined ? undefined : finished.get(above)
    finished.set(answer, parent === undefined ? answer : { ...answer, parent })
  }
  return [...finished.values()]
}
