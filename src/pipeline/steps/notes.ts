import { hash } from 'node:crypto'
import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'

// Notes of corpus steps are rows of numbers, 8 bytes each: hashes and times. A hash keeps 53 bits, the most that a number
// holds exactly; among a million different ones two are equal once in 18,000 builds.

/** No key: 0 is no hash. */
export const NO_KEY = 0

const BYTES = 8
/** What redaction leaves of an id that was an address: it is the same for everybody. */
const MASKED = /^\[[A-Z_]+\d*\]$/

/** Numbers as the bytes of a note. */
export function encodeNote(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * BYTES)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < numbers.length; index += 1) view.setFloat64(index * BYTES, numbers[index] ?? 0, true)
  return bytes
}

/** The numbers of all notes: `columns[c][i]` is number `c` of the example at `i`. 8 bytes of memory for each. */
export async function readNotes(corpus: Corpus, width: number): Promise<readonly Float64Array[]> {
  const columns = Array.from({ length: width }, () => new Float64Array(corpus.size))
  for (let index = 0; index < corpus.size; index += 1) {
    const { note } = corpus.at(index)
    const view = new DataView(note.buffer, note.byteOffset, note.byteLength)
    for (const [column, values] of columns.entries()) values[index] = view.getFloat64(column * BYTES, true)
    if (index % 4096 === 0) await corpus.pause()
  }
  return columns
}

/** A number that stands for a text: 53 bits of SHA-256, never `NO_KEY`. */
export function hashNumber(...texts: readonly string[]): number {
  let said = ''
  for (const text of texts) said += `${text.length} ${text}`
  // A string of bytes: a buffer takes three times as long.
  const bytes = hash('sha256', said, 'binary')
  // 21 bits and 32 bits; the 1 keeps a hash of nothing but zeros from meaning none.
  return (wordAt(bytes, 0) >>> 11) * 2 ** 32 + (wordAt(bytes, 4) || 1)
}

/** 32 bits, the lowest byte first. */
function wordAt(bytes: string, index: number): number {
  const high = (bytes.charCodeAt(index + 3) << 8) | bytes.charCodeAt(index + 2)
  return ((high << 16) | (bytes.charCodeAt(index + 1) << 8) | bytes.charCodeAt(index)) >>> 0
}

/** Who spoke: the user within the tenant, else the session, else nobody. */
export function userKeyOf({ userKey, tenantId = '', userId, sessionId }: Example): number {
  if (userKey !== undefined) return hashNumber('key', userKey)
  if (isId(userId)) return hashNumber('user', tenantId, userId)
  return isId(sessionId) ? hashNumber('session', tenantId, sessionId) : NO_KEY
}

function isId(id: string | undefined): id is string {
  return id !== undefined && id !== '' && !MASKED.test(id)
}

/** The indexes of examples with the same key together, each group in order of time; those without a key are left out. */
export function* groupsOf(keys: Float64Array): Generator<Uint32Array> {
  const order = Uint32Array.from(keys.keys()).filter((index) => keys[index] !== NO_KEY)
  order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
  for (let start = 0; start < order.length;) {
    const key = keys[order[start] ?? 0]
    let end = start + 1
    while (end < order.length && keys[order[end] ?? 0] === key) end += 1
    yield order.subarray(start, end)
    start = end
  }
}
