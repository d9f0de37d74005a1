import { isJsonObject, type Json } from '../../../core/json.ts'
import { chainedOf, isJsonArray, type Chained } from '../../codec/chained.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Path } from './pointer.ts'

/** In UTF-16 code units. Tool lists and system prompts of this length are the same in many conversations. */
const PROMPT = 4 * 1_024
/** Pictures and files, and what no person reads. */
const INLINE = 16 * 1_024
/** Pasted documents and fetched pages: below this they stay readable on the line. Answers always do. */
const TEXT = 256 * 1_024
const MAX_DEPTH = 1_000
const BASE64 = /^[\w+/-]{64}/

export type LargeValue = { readonly path: Path; readonly value: Json }

/**
 * The values of a stored generation that go to blobs: tool lists, response formats and system prompts from 4 KiB,
 * inline data and values of parts of unknown kinds from 16 KiB, any other text of the request from 256 KiB.
 */
export function largeValues(stored: JsonObject): readonly LargeValue[] {
  const generation = chainedOf(stored)
  if (generation === undefined) return []
  const found: LargeValue[] = []
  collectFields(generation, found)
  collectMessages(generation.messages, ['request', 'messages'], TEXT, found)
  collectMessages(generation.answers, ['response', 'messages'], Number.POSITIVE_INFINITY, found)
  return found
}

function collectFields({ request }: Chained, found: LargeValue[]): void {
  for (const name of ['tools', 'responseFormat']) {
    const value = request[name]
    if (value !== undefined && value !== null && isLarge(value, PROMPT)) found.push({ path: ['request', name], value })
  }
}

function collectMessages(messages: readonly Json[], base: Path, longText: number, found: LargeValue[]): void {
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index]
    if (!isJsonObject(message)) continue
    const { role, parts } = message
    if (!isJsonArray(parts)) continue
    const limit = role === 'system' || role === 'developer' ? PROMPT : longText
    for (let position = 0; position < parts.length; position += 1) {
      const part = parts[position]
      if (isJsonObject(part)) collectPart(part, limit, () => [...base, index, 'parts', position], found)
    }
  }
}

function collectPart(part: JsonObject, longText: number, place: () => Path, found: LargeValue[]): void {
  const { type, text, value } = part
  // Nearly all parts are these: no more is looked at than their length.
  if (type === 'text' && typeof text === 'string') {
    if (text.length >= longText) found.push({ path: [...place(), 'text'], value: text })
    return
  }
  if (type === 'other' && value !== undefined && value !== null) {
    if (isLarge(value, INLINE)) found.push({ path: [...place(), 'value'], value })
    return
  }
  collectStrings(part, longText, [], (keys, large) => found.push({ path: [...place(), ...keys], value: large }))
}

function collectStrings(
  value: unknown,
  longText: number,
  keys: (string | number)[],
  onFound: (keys: Path, value: string) => void,
): void {
  if (typeof value === 'string') {
    if (value.length >= INLINE && (value.length >= longText || isInlineData(value))) onFound(keys, value)
    return
  }
  if (typeof value !== 'object' || value === null || keys.length > MAX_DEPTH) return
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [key, item] of entries) {
    keys.push(key)
    collectStrings(item, longText, keys, onFound)
    keys.pop()
  }
}

function isInlineData(text: string): boolean {
  return text.startsWith('data:') || BASE64.test(text)
}

function isLarge(value: Json, limit: number): boolean {
  return rest(value, limit, 0) <= 0
}

/** What is left of a limit behind a value, about; stops where nothing is. */
function rest(value: unknown, limit: number, depth: number): number {
  if (typeof value === 'string') return limit - value.length - 3
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return limit - 5
  let left = limit
  for (const [key, item] of Object.entries(value)) {
    if (left <= 0) return left
    left = rest(item, left - (Array.isArray(value) ? 0 : key.length + 3), depth + 1)
  }
  return left
}
