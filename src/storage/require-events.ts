import { kindOf } from '../core/check-options.ts'
import { FinetapError } from '../core/errors.ts'
import { field } from '../core/field.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { isJsonObject } from '../core/json.ts'
import type { LogEvent } from '../core/log-event.ts'
import { lackOfGeneration } from '../core/upgrade.ts'
import { invalidEvent, nameOf, requirePlain } from './plain.ts'

const KNOWN: ReadonlySet<unknown> = new Set(['generation', 'feedback', 'review', 'erasure', 'gap', 'other'])

/**
 * Refuses events that could not be read again as they are: what no reader would take for an event, and what JSON would
 * change.
 *
 * @throws FinetapError `record_invalid`
 */
export function requireEvents(events: readonly LogEvent[]): void {
  requireList(events)
  for (const event of events) {
    requireEvent(event)
    requirePlain(event)
  }
}

/** @throws FinetapError `record_invalid` when an event was given in place of a list of them. */
export function requireList(events: unknown): void {
  if (!Array.isArray(events)) throw noEvent(events, `it was not given in a list`)
}

/**
 * Looks only at what readers rely on: this runs before `append` returns.
 *
 * @throws FinetapError `record_invalid` when no reader would take it for one.
 */
export function requireEvent(event: LogEvent): void {
  let lack: string | undefined
  try {
    lack = lackOf(event)
  } catch (cause) {
    throw invalidEvent(event, cause)
  }
  if (lack !== undefined) throw noEvent(event, lack)
}

function lackOf(event: unknown): string | undefined {
  const type = field(event, 'type')
  const lack = lackOfRecord(event)
  if (lack !== undefined || !KNOWN.has(type)) return lack
  if (typeof field(event, 'id') !== 'string') return 'it has no id'
  if (type === 'generation' && isJsonObject(event)) {
    const missing = lackOfGeneration(event)
    return missing === undefined ? undefined : `it has no ${missing}, or not of the form of the record`
  }
  if (type !== 'other') return undefined
  // It is written as its value, and read as what that says.
  const within = lackOfRecord(field(event, 'value'))
  return within === undefined ? undefined : `of its value, ${within}`
}

function lackOfRecord(record: unknown): string | undefined {
  if (typeof record !== 'object' || record === null) return `it is ${kindOf(record)}`
  const v = field(record, 'v')
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1 || v > RECORD_VERSION) {
    return `its v is ${typeof v === 'number' ? v : kindOf(v)}, and this package knows up to ${RECORD_VERSION}`
  }
  const type = field(record, 'type')
  return typeof type === 'string' && type !== '' ? undefined : 'it has no type'
}

function noEvent(event: unknown, why: string): FinetapError {
  return new FinetapError('record_invalid', {
    what: `The event ${nameOf(event)} cannot be kept`,
    why,
    fix: 'append a list of events, each with v, type and, if it is of a known type, an id',
  })
}
