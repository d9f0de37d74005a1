import { RECORD_VERSION, type Generation } from './generation.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import type { LogEvent } from './log-event.ts'
import type { DamageReason } from './store.ts'

export type Upgraded =
  | { readonly ok: true; readonly event: LogEvent }
  | { readonly ok: false; readonly reason: DamageReason; readonly detail: string }

/**
 * Makes a log event of a parsed line, whatever version wrote it.
 *
 * Older versions are lifted to the present one, unknown event types are kept as `other`, a later version is refused
 * with `newer_version`. Only what readers rely on is looked at; `finetap/schema` validates the whole record.
 */
export function upgradeEvent(value: unknown): Upgraded {
  if (!isJsonObject(value)) return refuse('not_an_event', 'the line is no JSON object')
  const { v, type } = value
  if (typeof v !== 'number' || typeof type !== 'string') return refuse('not_an_event', 'the line has no v and type')
  if (!Number.isInteger(v) || v < 1) return refuse('not_an_event', `there is no version ${v}`)
  if (v > RECORD_VERSION) return refuse('newer_version', `version ${v}, this package reads up to ${RECORD_VERSION}`)
  const lack = type === 'generation' ? lackOfGeneration(value) : undefined
  if (lack !== undefined) return refuse('not_an_event', `the generation has no ${lack}`)
  if (isKnownEvent(value)) return { ok: true, event: value }
  const id = typeof value['id'] === 'string' ? value['id'] : ''
  return { ok: true, event: { v: RECORD_VERSION, type: 'other', id, kind: type, value } }
}

function refuse(reason: DamageReason, detail: string): Upgraded {
  return { ok: false, reason, detail }
}

// The caller has looked at a generation's fields; of the other types only what readers rely on is looked at here.
function isKnownEvent(value: JsonObject): value is JsonObject & LogEvent {
  if (value['type'] === 'generation') return true
  if (typeof value['id'] !== 'string') return false
  if (value['type'] === 'other') return typeof value['kind'] === 'string' && isJsonObject(value['value'])
  if (typeof value['at'] !== 'string') return false
  switch (value['type']) {
    case 'feedback':
    case 'review':
      return isJsonObject(value['target'])
    case 'erasure':
      return isErasure(value)
    case 'gap':
      return isJsonObject(value['dropped'])
    default:
      return false
  }
}

function isErasure({ selector, tombstone, targets }: JsonObject): boolean {
  if (targets !== undefined && !(Array.isArray(targets) && targets.every((id) => typeof id === 'string'))) return false
  return [selector, tombstone].every((value) => value === undefined || isJsonObject(value))
}

/** The first thing missing without which a generation cannot be folded: a reader refuses it then. */
export function lackOfGeneration(value: JsonObject): keyof Generation | 'messages' | 'tools' | undefined {
  if (typeof value['id'] !== 'string') return 'id'
  if (typeof value['startedAt'] !== 'string') return 'startedAt'
  if (typeof value['status'] !== 'string') return 'status'
  if (!isJsonObject(value['model'])) return 'model'
  const { request, response } = value
  if (!isJsonObject(request)) return 'request'
  if (!isJsonObject(response)) return 'response'
  if (request['tools'] !== undefined && !areTools(request['tools'])) return 'tools'
  return areMessages(request['messages']) && areMessages(response['messages']) ? undefined : 'messages'
}

function areTools(value: unknown): boolean {
  return Array.isArray(value) && value.every((tool) => isJsonObject(tool) && typeof tool['name'] === 'string')
}

// Loops: with each call of a chat its whole history passes here, and `every` takes twice as long.
function areMessages(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const messages: readonly unknown[] = value
  for (let index = 0; index < messages.length; index += 1) if (!isMessage(messages[index])) return false
  return true
}

function isMessage(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value['role'] !== 'string' || !Array.isArray(value['parts'])) return false
  const parts: readonly unknown[] = value['parts']
  for (let index = 0; index < parts.length; index += 1) if (!isPart(parts[index])) return false
  return true
}

function isPart(part: unknown): boolean {
  if (!isJsonObject(part)) return false
  switch (part['type']) {
    case 'text':
    case 'reasoning':
      return typeof part['text'] === 'string'
    case 'tool_call':
      return typeof part['name'] === 'string' && isJsonObject(part['arguments'])
    case 'tool_result':
      return part['result'] !== undefined
    default:
      return typeof part['type'] === 'string'
  }
}
