import type { Erasure, Feedback, Generation, LogEvent } from 'finetap'
import { boundedMap } from './bounded-map.ts'
import { addGeneration, emptySummary, type ConversationSummary } from './conversation-summary.ts'
import type { TurnRow } from './turn-row.ts'

export type JudgedTurn = TurnRow & { readonly thumb?: 'up' | 'down' }

/** What is known of the events that were read so far. */
export type LogContents = {
  /** False when only reading everything again can tell what is left. */
  readonly take: (event: LogEvent) => boolean
  readonly conversations: () => Iterable<ConversationSummary>
  /** The latest turns of a conversation, or of all, newest first. */
  readonly turns: (conversationId: string | undefined) => readonly JudgedTurn[]
  readonly conversationOf: (generationId: string) => string | undefined
}

const MOST_IDS = 200_000
const MOST_SHOWN = 50

export function emptyContents(): LogContents {
  const conversations = new Map<string, ConversationSummary>()
  const owners = boundedMap<string>(MOST_IDS)
  const thumbs = boundedMap<'up' | 'down'>(MOST_IDS)

  function takeGeneration(generation: Generation): void {
    const key = generation.conversationId ?? `turn ${generation.turnId}`
    const summary = conversations.get(key) ?? emptySummary()
    conversations.set(key, summary)
    owners.set(generation.id, key)
    owners.set(generation.turnId, key)
    addGeneration(summary, generation)
  }

  function takeFeedback({ target, kind, value }: Feedback): void {
    const id = targetOf(target)
    if (kind === 'thumb') thumbs.set(id, value)
    const summary = conversations.get(owners.get(id) ?? '')
    if (summary !== undefined) summary.feedback += 1
  }

  function takeErasure({ selector }: Erasure): boolean {
    if (selector === undefined || !('conversationId' in selector)) return false
    conversations.delete(selector.conversationId)
    return true
  }

  function judged(row: TurnRow): JudgedTurn {
    const thumb = thumbs.get(row.turnId) ?? thumbs.get(row.id)
    return thumb === undefined ? row : { ...row, thumb }
  }

  return {
    take(event) {
      if (event.type === 'generation') takeGeneration(event)
      else if (event.type === 'feedback') takeFeedback(event)
      return event.type !== 'erasure' || takeErasure(event)
    },
    conversations: () => conversations.values(),
    turns(conversationId) {
      const shown = conversationId === undefined ? [...conversations.values()] : [conversations.get(conversationId)]
      const rows = shown.flatMap((summary) => summary?.rows ?? [])
      return rows
        .sort((a, b) => (a.at < b.at ? 1 : -1))
        .slice(0, MOST_SHOWN)
        .map(judged)
    },
    conversationOf: (generationId) => owners.get(generationId),
  }
}

function targetOf(target: Feedback['target']): string {
  if ('turnId' in target) return target.turnId
  return 'generationId' in target ? target.generationId : ''
}
