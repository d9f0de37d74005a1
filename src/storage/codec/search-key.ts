import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { mixKey, sampleKey } from '../../core/sample-key.ts'

/** How far from the end of a history the last request message of its base may lie: an answer and a few tool results. */
const REACH = 8
/** How many parts of a message are looked at. */
const PARTS = 4

/** What equal histories share, and unequal ones rarely do: a conversation's id, or a number. */
export type SearchKey = string | number

/**
 * The keys under which the base of a generation with this history may be kept, the most telling first. A conversation's
 * id is all it takes. Without one, many conversations open alike ("Hi"), so what was asked last, and where, is a key too.
 */
export function searchKeys(record: JsonObject, messages: readonly Json[]): readonly SearchKey[] {
  const conversation = record['conversationId']
  if (typeof conversation === 'string' && conversation !== '') return [conversation]
  const last = messages.length - 1
  const keys: number[] = []
  for (let position = last; position >= 0 && keys.length < REACH; position -= 1)
    keys.push(ofMessage(messages[position]))
  const opening = ofOpening(record, messages, keys)
  for (let index = 0; index < keys.length; index += 1)
    keys[index] = mixKey(mixKey(opening, last - index), keys[index] ?? 0)
  keys.push(opening)
  return keys
}

/** Those of the keys under which the generation itself is kept: of its last question, and of its opening. */
export function ownKeys(keys: readonly SearchKey[]): readonly SearchKey[] {
  const [last] = keys
  const opening = keys.at(-1)
  if (last === undefined || opening === undefined) return []
  return keys.length === 1 ? [opening] : [last, opening]
}

/** Whose conversation it is, and its messages up to the first one of the user. `latest` has the last ones, in reverse. */
function ofOpening(record: JsonObject, messages: readonly Json[], latest: readonly number[]): number {
  let key = ofText(ofText(2, record['sessionId']), record['userId'])
  for (let position = 0; position < messages.length; position += 1) {
    const message = messages[position]
    key = mixKey(key, latest[messages.length - 1 - position] ?? ofMessage(message))
    if (isJsonObject(message) && message['role'] === 'user') break
  }
  return key
}

function ofMessage(message: Json | undefined): number {
  if (!isJsonObject(message)) return 0
  const { role, parts } = message
  if (!Array.isArray(parts)) return ofText(3, role)
  let key = mixKey(ofText(4, role), parts.length)
  const length = Math.min(PARTS, parts.length)
  for (let index = 0; index < length; index += 1) {
    const part: unknown = parts[index]
    if (isJsonObject(part)) key = ofText(key, part['text'] ?? part['id'])
  }
  return key
}

/** Anything but a text counts as no text. */
function ofText(seed: number, text: unknown): number {
  return typeof text === 'string' ? sampleKey(seed, text) : mixKey(seed, 0)
}
