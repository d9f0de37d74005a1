import type { ConversationTree } from './conversation-tree.ts'
import { createHistoryTest } from './history-test.ts'
import { byStart, inOrder, type Loss } from './placed.ts'
import type { GenerationNote } from './spool-record.ts'

export type Admission = {
  /** Generations that may be used, each once, oldest first. */
  readonly alive: readonly GenerationNote[]
  readonly losses: readonly Loss[]
}

/** Why a generation must not be used at all. */
export type WithheldTest = (note: GenerationNote) => 'erased' | 'no_consent' | undefined

/**
 * Sorts out the generations of a conversation that give no answer to train: `duplicate` (the same id again), `erased`,
 * `no_consent` (where consent is required), `history_missing` (the server kept what came before, and the log does not hold
 * it), `history_withheld` (it sends the words of one that must not be used), `retried` (nothing came, but another attempt
 * at the same request succeeded), else their status, or `no_answer` when a call without errors gave no message.
 */
export function admit(tree: ConversationTree, withheld: WithheldTest): Admission {
  const losses: Loss[] = []
  const lose = (note: GenerationNote, reason: string) => losses.push({ generationId: note.id, reason })
  const once = withoutDuplicates(tree.generations, lose)
  const historyProblem = createHistoryTest(tree, once, withheld)
  const alive = once.filter((note) => {
    const reason = withheld(note) ?? historyProblem(note)
    if (reason !== undefined && note.isVisit !== true) lose(note, reason)
    return reason === undefined
  })
  const answered = alive.filter((note) => note.answers.length > 0)
  if (answered.length === alive.length) return { alive, losses }
  const requests = new Set(answered.map((note) => requestOf(tree, note)))
  for (const note of alive) {
    if (note.answers.length > 0) continue
    if (requests.has(requestOf(tree, note))) lose(note, 'retried')
    else lose(note, note.status === 'ok' ? 'no_answer' : note.status)
  }
  return { alive, losses }
}

function withoutDuplicates(
  notes: readonly GenerationNote[],
  lose: (note: GenerationNote, reason: string) => void,
): readonly GenerationNote[] {
  // Should copies differ, which one stays must not depend on the order of the log.
  const sorted = inOrder(notes, byStartAndText)
  if (new Set(sorted.map(({ id }) => id)).size === sorted.length) return sorted
  const kept = new Map<string, GenerationNote>()
  for (const note of sorted) {
    if (kept.has(note.id) && note.isVisit !== true) lose(note, 'duplicate')
    else kept.set(note.id, note)
  }
  return [...kept.values()]
}

function byStartAndText(a: GenerationNote, b: GenerationNote): number {
  return byStart(a, b) || byStatus(a, b) || byText(a, b)
}

function byStatus(a: GenerationNote, b: GenerationNote): number {
  return Number(b.status === 'ok') - Number(a.status === 'ok')
}

function byText(a: GenerationNote, b: GenerationNote): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

// Without a conversation id equal requests may come from different people, so only one turn's attempts are compared.
function requestOf(tree: ConversationTree, { conversationId, turnId, leaf }: GenerationNote): string {
  const place = tree.nodeOf(leaf)?.serial ?? ''
  return conversationId === undefined ? `${place} ${turnId}` : String(place)
}
