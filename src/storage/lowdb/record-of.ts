import { FinetapError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'

/** What stands in the document, `v` and `type` first. An event of an unknown type stands there as its value. */
export function recordOf(event: LogEvent): JsonObject {
  const { v, type, ...rest }: JsonObject = event.type === 'other' ? event.value : event
  if (typeof v === 'number' && typeof type === 'string') return { v, type, ...rest }
  throw new FinetapError('record_invalid', {
    what: `The event ${JSON.stringify(event.id)} has no v and type in its value`,
    why: 'an event of an unknown type is written as its value, and no reader would know it again',
    fix: 'give value the whole record, with v and type',
  })
}
