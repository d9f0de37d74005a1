import { defined } from '../../core/field.ts'
import type { RowKeys } from './row-keys.ts'

/** The keys of a row, and a text with what else there is to say of it; `''` when nothing is. */
export type RowNote = { readonly keys: RowKeys; readonly rest: string }

// A head of 8 bytes: which keys there are, how many beginnings of either kind, and how long the rest is. Then the digits of
// all keys, one behind the other: as each has 32 of them, nothing has to be parsed. Then the rest.
const HEAD_BYTES = 8
const GIVEN_AT = 1
const SAID_AT = 2
const REST_AT = 4

// Bits of the first byte.
const TENANT = 1
const USER = 2
const BEGINS = 4
const WHOLE = 8

const KEY_DIGITS = 32

/** A note as bytes that tell where they end. */
export function writeNote({ keys, rest }: RowNote): Uint8Array {
  const { tenant, user, conversation, begins } = keys
  let bits = 0
  let digits = ''
  if (tenant !== undefined) {
    bits |= TENANT
    digits += tenant
  }
  if (user !== undefined) {
    bits |= USER
    digits += user
  }
  digits += conversation
  if (begins !== undefined) {
    bits |= begins.whole === undefined ? BEGINS : BEGINS | WHOLE
    for (const key of begins.given) digits += key
    for (const key of begins.said) digits += key
    digits += begins.whole ?? ''
  }
  const restBytes = Buffer.byteLength(rest)
  const note = Buffer.allocUnsafeSlow(HEAD_BYTES + digits.length + restBytes)
  note[0] = bits
  note[GIVEN_AT] = begins?.given.length ?? 0
  note[SAID_AT] = begins?.said.length ?? 0
  note[SAID_AT + 1] = 0
  note.writeUInt32LE(restBytes, REST_AT)
  note.write(digits, HEAD_BYTES, 'latin1')
  if (restBytes > 0) note.write(rest, HEAD_BYTES + digits.length)
  return note
}

/** Reads a note; other bytes may stand behind it. */
export function readNote(bytes: Uint8Array): RowNote {
  const note = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const bits = note[0] ?? 0
  const restAt = HEAD_BYTES + keysIn(note) * KEY_DIGITS
  const key = keyReader(note.toString('latin1', HEAD_BYTES, restAt))
  const tenant = (bits & TENANT) === 0 ? undefined : key()
  const user = (bits & USER) === 0 ? undefined : key()
  const named = { ...defined({ tenant, user }), conversation: key() }
  const rest = note.toString('utf8', restAt, endOfNote(note))
  if ((bits & BEGINS) === 0) return { keys: named, rest }
  const given = listOf(note[GIVEN_AT] ?? 0, key)
  const said = listOf(note[SAID_AT] ?? 0, key)
  const begins = (bits & WHOLE) === 0 ? { given, said } : { given, said, whole: key() }
  return { keys: { ...named, begins }, rest }
}

/** The key of the conversation in a note, in memory of its own. */
export function conversationIn(bytes: Uint8Array): string {
  const at = HEAD_BYTES + (namesIn(bytes) - 1) * KEY_DIGITS
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', at, at + KEY_DIGITS)
}

function keyReader(digits: string): () => string {
  let at = 0
  return () => {
    at += KEY_DIGITS
    return digits.slice(at - KEY_DIGITS, at)
  }
}

function listOf(size: number, key: () => string): readonly string[] {
  const list: string[] = []
  while (list.length < size) list.push(key())
  return list
}

/** Where a note ends. */
export function endOfNote(note: Uint8Array): number {
  const restBytes = new DataView(note.buffer, note.byteOffset, note.byteLength).getUint32(REST_AT, true)
  return HEAD_BYTES + keysIn(note) * KEY_DIGITS + restBytes
}

function keysIn(note: Uint8Array): number {
  const whole = ((note[0] ?? 0) & WHOLE) === 0 ? 0 : 1
  return namesIn(note) + (note[GIVEN_AT] ?? 0) + (note[SAID_AT] ?? 0) + whole
}

/** How many keys name whom and what a row belongs to; that of the conversation is the last one. */
function namesIn(note: Uint8Array): number {
  const bits = note[0] ?? 0
  return ((bits & TENANT) === 0 ? 0 : 1) + ((bits & USER) === 0 ? 0 : 1) + 1
}
