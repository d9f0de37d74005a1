import { crc32 } from 'node:zlib'
import { field, textField } from '../../core/field.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { timeOf, type LogEvent } from '../../core/log-event.ts'

/** The columns of a row, but for its sequence, checksum and body. */
export type Columns = {
  readonly type: string
  readonly kind: string
  readonly id: string | null
  readonly time: number | null
  readonly conversation_id: string | null
  readonly user_id: string | null
  readonly tenant_id: string | null
  readonly turn_id: string | null
  readonly target_id: string | null
  readonly base_id: string | null
  readonly shard: number
}

const NAMES = [
  'type',
  'kind',
  'id',
  'time',
  'conversation_id',
  'user_id',
  'tenant_id',
  'turn_id',
  'target_id',
  'base_id',
  'shard',
] as const

export const COLUMNS: string = NAMES.join(', ')

/** A row's values, in the order of `COLUMNS`. */
export function valuesOf(columns: Columns): readonly (string | number | null)[] {
  return NAMES.map((name) => columns[name])
}

/** The JSON of an event. */
export function recordOf(event: LogEvent): JsonObject {
  return event.type === 'other' ? event.value : event
}

export function columnsOf(event: LogEvent): Columns {
  const time = Date.parse(timeOf(event))
  const target = targetOf(event)
  const shared = {
    type: event.type,
    kind: event.type === 'other' ? keyText(event.kind) : '',
    id: keyOf(event, 'id'),
    time: Number.isNaN(time) ? null : time,
    turn_id: keyOf(event, 'turnId'),
    tenant_id: keyOf(event, 'tenantId'),
    target_id: target === undefined ? null : keyText(target),
    base_id: null,
  }
  if (event.type === 'feedback' || event.type === 'review') {
    const conversation = keyOf(event.target, 'conversationId')
    return { ...shared, conversation_id: conversation, user_id: keyOf(event, 'by'), shard: shardOf(target) }
  }
  const conversation = keyOf(event, 'conversationId')
  return {
    ...shared,
    conversation_id: conversation,
    user_id: keyOf(event, 'userId'),
    shard: shardOf(conversation ?? event.id),
  }
}

/** The generation that a stored record builds on. */
export function baseIdOf({ request }: JsonObject): string | undefined {
  const base = field(request, 'base')
  const id = field(base, 'id')
  return isJsonObject(base) && typeof id === 'string' && typeof field(base, 'count') === 'number' ? id : undefined
}

export function checksum(columns: readonly unknown[], body: string): number {
  return crc32(body, crc32(JSON.stringify(columns)))
}

/** True when the row, read with all of `COLUMNS`, is what was written. */
export function isIntact(row: { readonly [column: string]: unknown }, body: string): boolean {
  return (
    row['crc'] ===
    checksum(
      NAMES.map((name) => row[name]),
      body,
    )
  )
}

/** A text as it stands in a column: SQLite's own cannot hold all that a text of JavaScript can. */
export function keyText(text: string): string {
  return text.includes('\0') || text.startsWith('"') || !text.isWellFormed() ? JSON.stringify(text) : text
}

/** The text that stands in a column as `key`. */
export function textOfKey(key: string): string {
  return key.startsWith('"') ? String(JSON.parse(key)) : key
}

// An empty text names nothing: many events may have it.
function keyOf(value: unknown, name: string): string | null {
  const text = textField(value, name)
  return text === undefined ? null : keyText(text)
}

function targetOf(event: LogEvent): string | undefined {
  if (event.type !== 'feedback' && event.type !== 'review') return undefined
  return Object.values(event.target).find((id) => typeof id === 'string')
}

function shardOf(text: string | undefined): number {
  return crc32(text ?? '') >>> 1
}
