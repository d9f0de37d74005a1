import { FinetapError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { invalidEvent } from '../../plain.ts'
import { requireEvent, requireList } from '../../require-events.ts'

const RESERVED = 'segment'

/**
 * What stands on the lines, `v` and `type` first.
 *
 * @throws FinetapError `record_invalid`
 */
export function recordsOf(events: readonly LogEvent[]): readonly JsonObject[] {
  requireList(events)
  const [first] = events
  // Most calls have one event, whose fields come in the order of the line.
  if (events.length === 1 && first !== undefined) return [recordOf(first)]
  return events.map(recordOf)
}

function recordOf(event: LogEvent): JsonObject {
  requireEvent(event)
  if (event.type !== 'other') {
    const type: string = event.type
    if (type === RESERVED) throw reservedError(event.id)
    if (beginsWell(event)) return event
    return firstly(event, event)
  }
  const { v, type } = event.value
  if (type === RESERVED) throw reservedError(event.id)
  if (typeof v === 'number' && typeof type === 'string') return firstly({ v, type }, event.value)
  throw new FinetapError('record_invalid', {
    what: `The event ${JSON.stringify(event.id)} has no v and type in its value`,
    why: 'an event of an unknown type is written as its value, and no reader would know the line',
    fix: 'give value the whole line, with v and type',
  })
}

// Readers would take it for a marker, and the lines behind it for those of another segment.
function reservedError(id: string): FinetapError {
  return new FinetapError('record_invalid', {
    what: `The event ${JSON.stringify(id)} is of the type "segment"`,
    why: "lines of this type are the log's own: they say whose lines follow",
    fix: 'give the event another type',
  })
}

function firstly({ v, type }: { readonly v: number; readonly type: string }, fields: JsonObject): JsonObject {
  try {
    return { v, type, ...fields }
  } catch (cause) {
    // A getter that throws.
    throw invalidEvent(fields, cause)
  }
}

function beginsWell(event: object): boolean {
  let isFirst = true
  // No list of all keys: this runs before `append` returns.
  for (const key in event) {
    if (!isFirst) return key === 'type'
    if (key !== 'v') return false
    isFirst = false
  }
  return false
}
