import { field, listField, textField } from '../../../core/field.ts'
import type { Json, JsonObject } from '../../../core/json.ts'

/** How far from the end of a history the last request message of its base may lie: an answer and a few tool results. */
const REACH = 8
/** How many characters of each end of a text are looked at. */
const SAMPLE = 16

/** A number that equal histories share, and unequal ones rarely do. */
export type SearchKey = number

/**
 * The keys under which a generation is kept, the most telling first. With a conversation's id that is all it takes.
 * Without one, many conversations open alike ("Hi"), so what was asked last, and where, is a key too.
 */
export function ownKeys(record: JsonObject, messages: readonly Json[]): readonly SearchKey[] {
  const conversation = textField(record, 'conversationId')
  if (conversation !== undefined) return [ofText(1, conversation)]
  const opening = ofOpening(record, messages)
  return [ofAnchor(opening, messages, messages.length - 1), opening]
}

/** The keys under which the base of a generation may be kept, the most telling first. */
export function searchKeys(record: JsonObject, messages: readonly Json[]): readonly SearchKey[] {
  const conversation = textField(record, 'conversationId')
  if (conversation !== undefined) return [ofText(1, conversation)]
  const opening = ofOpening(record, messages)
  const keys: SearchKey[] = []
  const end = Math.max(0, messages.length - REACH)
  for (let position = messages.length - 1; position >= end; position -= 1) {
    keys.push(ofAnchor(opening, messages, position))
  }
  keys.push(opening)
  return keys
}

/** Whose conversation it is, and its messages up to the first one of the user. */
function ofOpening(record: JsonObject, messages: readonly Json[]): SearchKey {
  let key = ofText(ofText(2, textField(record, 'sessionId') ?? ''), textField(record, 'userId') ?? '')
  for (const message of messages) {
    key = ofMessage(key, message)
    if (field(message, 'role') === 'user') break
  }
  return key
}

function ofAnchor(opening: SearchKey, messages: readonly Json[], position: number): SearchKey {
  return ofMessage(mix(opening, position + 3), messages[position])
}

function ofMessage(seed: SearchKey, message: Json | undefined): SearchKey {
  const parts = listField(message, 'parts')
  let key = mix(ofText(seed, textField(message, 'role') ?? ''), parts.length)
  for (const part of parts.slice(0, 4)) key = ofText(key, textField(part, 'text') ?? textField(part, 'id') ?? '')
  return key
}

function ofText(seed: SearchKey, text: string): SearchKey {
  let key = mix(seed, text.length)
  const head = Math.min(SAMPLE, text.length)
  for (let index = 0; index < head; index += 1) key = mix(key, text.charCodeAt(index))
  for (let index = Math.max(head, text.length - SAMPLE); index < text.length; index += 1) {
    key = mix(key, text.charCodeAt(index))
  }
  return key
}

function mix(key: number, value: number): number {
  const mixed = Math.imul(key ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
