import type { ConversationTree } from './conversation-tree.ts'
import { byStart, type Loss } from './placed.ts'
import type { GenerationNote } from './spool-record.ts'

export type Admission = {
  /** Generations with an answer, each once, oldest first. */
  readonly answered: readonly GenerationNote[]
  readonly losses: readonly Loss[]
}

/**
 * Sorts out the generations of a conversation that give no answer to train: `duplicate` (the same id again), `erased`,
 * `history_missing` (the server kept what came before, and the log does not hold it), `retried` (nothing came, but
 * another attempt at the same request succeeded), else their status, or `no_answer` when a call without errors gave no
 * message.
 */
export function admit(tree: ConversationTree, isErased: (note: GenerationNote) => boolean): Admission {
  const losses: Loss[] = []
  const lose = (note: GenerationNote, reason: string) => losses.push({ generationId: note.id, reason })
  const once = withoutDuplicates(tree.generations, lose)
  const lacksHistory = createHistoryTest(once, isErased)
  const alive = once.filter((note) => {
    const reason = isErased(note) ? 'erased' : lacksHistory(note) ? 'history_missing' : undefined
    if (reason !== undefined) lose(note, reason)
    return reason === undefined
  })
  const answered = alive.filter((note) => note.answers.length > 0)
  if (answered.length === alive.length) return { answered, losses }
  const requests = new Set(answered.map((note) => requestOf(tree, note)))
  for (const note of alive) {
    if (note.answers.length > 0) continue
    if (requests.has(requestOf(tree, note))) lose(note, 'retried')
    else lose(note, note.status === 'ok' ? 'no_answer' : note.status)
  }
  return { answered, losses }
}

function withoutDuplicates(
  notes: readonly GenerationNote[],
  lose: (note: GenerationNote, reason: string) => void,
): readonly GenerationNote[] {
  const kept = new Map<string, GenerationNote>()
  // Should copies differ, which one stays must not depend on the order of the log.
  for (const note of [...notes].sort((a, b) => byStart(a, b) || byStatus(a, b) || byText(a, b))) {
    if (kept.has(note.id)) lose(note, 'duplicate')
    else kept.set(note.id, note)
  }
  return [...kept.values()]
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

/** The words of a generation that was erased stand in no later request, where the server kept them: they must not come back. */
function createHistoryTest(
  notes: readonly GenerationNote[],
  isErased: (note: GenerationNote) => boolean,
): (note: GenerationNote) => boolean {
  const byId = new Map(notes.map((note) => [note.id, note]))
  const known = new Map<string, boolean>()

  return (note) => {
    const chain: GenerationNote[] = []
    let lacks: boolean | undefined
    for (let at: GenerationNote | undefined = note; at !== undefined && lacks === undefined;) {
      const isGone = at.historyIsMissing === true || (at !== note && isErased(at))
      lacks = isGone ? true : known.get(at.id)
      chain.push(at)
      at = at.basedOn === undefined ? undefined : byId.get(at.basedOn)
    }
    for (const { id } of chain) known.set(id, lacks === true)
    return lacks === true
  }
}
