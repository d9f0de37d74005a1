import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'

/** How far from the end of a history the last request message of its base may lie: an answer and a few tool results. */
const REACH = 8
/** How many characters of each end of a text are looked at. */
const SAMPLE = 16
/** How many parts of a message are looked at. */
const PARTS = 4

/** A number that equal histories share, and unequal ones rarely do. */
export type SearchKey = number

/**
 * The keys under which the base of a generation with this history may be kept, the most telling first. A conversation's
 * id is all it takes. Without one, many conversations open alike ("Hi"), so what was asked last, and where, is a key too.
 */
export function searchKeys(record: JsonObject, messages: readonly Json[]): readonly SearchKey[] {
  const conversation = record['conversationId']
  if (typeof conversation === 'string' && conversation !== '') return [ofText(1, conversation)]
  const first = Math.max(0, messages.length - REACH)
  const latest = messages.slice(first).map(ofMessage)
  const opening = ofOpening(record, messages, (position) => latest[position - first] ?? ofMessage(messages[position]))
  const keys = latest.map((message, index) => mix(mix(opening, first + index + 3), message))
  return [...keys.toReversed(), opening]
}

/** Those of the keys under which the generation itself is kept: of its last question, and of its opening. */
export function ownKeys(keys: readonly SearchKey[]): readonly SearchKey[] {
  const [last] = keys
  const opening = keys.at(-1)
  if (last === undefined || opening === undefined) return []
  return keys.length === 1 ? [opening] : [last, opening]
}

/** Whose conversation it is, and its messages up to the first one of the user. */
function ofOpening(record: JsonObject, messages: readonly Json[], keyAt: (position: number) => SearchKey): SearchKey {
  const asked = messages.findIndex((message) => isJsonObject(message) && message['role'] === 'user')
  const length = asked === -1 ? messages.length : asked + 1
  let key = ofText(ofText(2, record['sessionId']), record['userId'])
  for (let position = 0; position < length; position += 1) key = mix(key, keyAt(position))
  return key
}

function ofMessage(message: Json | undefined): SearchKey {
  if (!isJsonObject(message)) return 0
  const { role, parts } = message
  if (!Array.isArray(parts)) return ofText(3, role)
  let key = mix(ofText(4, role), parts.length)
  const length = Math.min(PARTS, parts.length)
  for (let index = 0; index < length; index += 1) {
    const part: unknown = parts[index]
    if (isJsonObject(part)) key = ofText(key, part['text'] ?? part['id'])
  }
  return key
}

/** The two ends of a text; anything but a text counts as an empty one. */
function ofText(seed: SearchKey, text: unknown): SearchKey {
  if (typeof text !== 'string') return mix(seed, 0)
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
