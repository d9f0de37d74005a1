import { field, textField } from '../core/field.ts'
import type { LogEvent } from '../core/log-event.ts'

/** True for promises of any library. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof field(value, 'then') === 'function'
}

/**
 * What a redaction made of an event, if it is one: anything else, written, would take the events beside it along.
 *
 * @throws TypeError
 */
export function requireEvent(event: LogEvent): LogEvent {
  if (textField(event, 'type') !== undefined && textField(event, 'id') !== undefined) return event
  throw new TypeError('the redaction returned no event')
}
