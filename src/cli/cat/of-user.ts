import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'

/**
 * True for what a user has said or judged, and for what was judged of it so far. Events come in order per writer: feedback
 * that stands before its generation is only recognised by who gave it.
 */
export function ofUser(id: string): (event: LogEvent) => boolean {
  const theirs = new Set<string>()
  return (event) => {
    switch (event.type) {
      case 'generation': {
        if (event.userId !== id) return false
        for (const name of namesOf(event)) if (name !== undefined) theirs.add(name)
        return true
      }
      case 'feedback':
        return event.by === id || Object.values(event.target).some((target) => theirs.has(target))
      case 'review':
        return Object.values(event.target).some((target) => theirs.has(target))
      default:
        return false
    }
  }
}

/** What a judgement may call it by. */
function namesOf({ id, turnId, response }: Generation): readonly (string | undefined)[] {
  return [id, turnId, response.id, response.messageId, ...response.messages.map((message) => message.id)]
}
