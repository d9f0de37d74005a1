import type { LogEvent } from './log-event.ts'

/** Tells events apart: by type and id, and what has no id by all that it says. */
export function eventKey(event: LogEvent): string {
  const type = event.type === 'other' ? `other ${JSON.stringify(event.kind)}` : event.type
  return `${type} ${event.id === '' ? JSON.stringify(event) : event.id}`
}
