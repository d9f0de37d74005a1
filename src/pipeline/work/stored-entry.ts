import type { ExampleMessage, MessageOrigin } from '../../core/example.ts'
import type { JsonObject, Json } from '../../core/json.ts'
import type { Message, Part, Role } from '../../core/message.ts'

/** A message of an example with its fields by their places; as it is where it has others. */
export type StoredEntry = ExampleMessage | [Role, ExampleMessage['weight'], StoredPart[], StoredOrigin?]

/** A text by its length, a call and a result by their fields. */
type StoredPart = number | Part | ['call', string, string, JsonObject] | ['result', string, Json, string?]

type StoredOrigin =
  | MessageOrigin
  | [
      MessageOrigin['generationId'],
      MessageOrigin['model'],
      MessageOrigin['status'],
      MessageOrigin['startedAt'],
      MessageOrigin['finishReason']?,
    ]

/** @param say takes a text that is well-formed, and gives its length */
export function writeEntry(entry: ExampleMessage, say: (text: string) => number): StoredEntry {
  const { message, weight, origin } = entry
  if (!hasFields(message, MESSAGE) || !hasFields(entry, origin === undefined ? ENTRY : ENTRY_WITH_ORIGIN)) return entry
  const parts: StoredPart[] = []
  for (const part of message.parts) parts.push(writePart(part, say))
  return origin === undefined ? [message.role, weight, parts] : [message.role, weight, parts, writeOrigin(origin)]
}

export function readEntry(entry: StoredEntry, takeText: (length: number) => string): ExampleMessage {
  if (!Array.isArray(entry)) return entry
  const [role, weight, stored, origin] = entry
  const parts: Part[] = []
  for (const part of stored) parts.push(readPart(part, takeText))
  const message: Message = { role, parts }
  return origin === undefined ? { message, weight } : { message, weight, origin: readOrigin(origin) }
}

const [MESSAGE, ENTRY, ENTRY_WITH_ORIGIN] = [
  ['role', 'parts'],
  ['message', 'weight'],
  ['message', 'weight', 'origin'],
]
const [TEXT, CALL, RESULT, NAMED_RESULT] = [
  ['type', 'text'],
  ['type', 'id', 'name', 'arguments'],
  ['type', 'id', 'result'],
  ['type', 'id', 'name', 'result'],
]

function writePart(part: Part, say: (text: string) => number): StoredPart {
  if (part.type === 'text' && hasFields(part, TEXT) && isWellFormed(part.text)) return say(part.text)
  if (part.type === 'tool_call' && hasFields(part, CALL)) return ['call', part.id, part.name, part.arguments]
  if (part.type !== 'tool_result') return part
  if (hasFields(part, RESULT)) return ['result', part.id, part.result]
  return part.name !== undefined && hasFields(part, NAMED_RESULT) ? ['result', part.id, part.result, part.name] : part
}

function readPart(part: StoredPart, takeText: (length: number) => string): Part {
  if (typeof part === 'number') return { type: 'text', text: takeText(part) }
  if (!Array.isArray(part)) return part
  if (part[0] === 'call') return { type: 'tool_call', id: part[1], name: part[2], arguments: part[3] }
  const [, id, result, name] = part
  return name === undefined ? { type: 'tool_result', id, result } : { type: 'tool_result', id, name, result }
}

const [ORIGIN, FINISHED_ORIGIN] = [
  ['generationId', 'model', 'status', 'startedAt'],
  ['generationId', 'model', 'status', 'finishReason', 'startedAt'],
]

function writeOrigin(origin: MessageOrigin): StoredOrigin {
  const { generationId, model, status, finishReason, startedAt } = origin
  if (hasFields(origin, ORIGIN)) return [generationId, model, status, startedAt]
  if (!hasFields(origin, FINISHED_ORIGIN)) return origin
  return [generationId, model, status, startedAt, finishReason]
}

function readOrigin(origin: StoredOrigin): MessageOrigin {
  if (!Array.isArray(origin)) return origin
  const [generationId, model, status, startedAt, finishReason] = origin
  if (finishReason === undefined) return { generationId, model, status, startedAt }
  return { generationId, model, status, finishReason, startedAt }
}

// A foreign log may hold anything, and what is not well-formed does not survive as UTF-8.
function isWellFormed(text: unknown): boolean {
  return typeof text === 'string' && text.isWellFormed()
}

/** It has these fields in this order and no others, and none that JSON would leave out or give as null in a list. */
function hasFields(value: { readonly [field: string]: unknown }, fields: readonly string[]): boolean {
  let count = 0
  // oxlint-disable-next-line guard-for-in -- an inherited field is none of these either
  for (const field in value) {
    if (field !== fields[count] || !isKept(value[field])) return false
    count += 1
  }
  return count === fields.length
}

function isKept(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}
