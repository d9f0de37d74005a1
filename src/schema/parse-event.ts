import { RECORD_VERSION } from '../core/generation.ts'
import { isJsonObject } from '../core/json.ts'
import type { LogEvent } from '../core/log-event.ts'
import { upgradeEvent } from '../core/upgrade.ts'
import { logEventSchema } from './log-event.ts'
import { problemsOf, type Problem } from './problems.ts'

export type ParsedEvent =
  | { readonly ok: true; readonly event: LogEvent }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Checks a foreign record from end to end. Never throws.
 *
 * Unknown fields, parts and kinds are kept as they came; an event of an unknown type becomes `other`. A line of a store
 * in its short form is refused: `store.read()` makes it whole.
 *
 * @param value what `JSON.parse` gave
 * @example
 * const parsed = parseEvent(JSON.parse(line))
 * if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
 */
export function parseEvent(value: unknown): ParsedEvent {
  if (!isJsonObject(value)) return refuse('', 'expected a JSON object')
  const version = value['v']
  if (typeof version === 'number' && version > RECORD_VERSION) {
    return refuse(
      'v',
      `version ${version} is newer than this package, which reads up to ${RECORD_VERSION}: update finetap`,
    )
  }
  const checked = logEventSchema.safeParse(value)
  if (!checked.success) return { ok: false, problems: problemsOf(checked.error) }
  const upgraded = upgradeEvent(value)
  return upgraded.ok ? upgraded : refuse('', upgraded.detail)
}

function refuse(path: string, message: string): ParsedEvent {
  return { ok: false, problems: [{ path, message }] }
}
