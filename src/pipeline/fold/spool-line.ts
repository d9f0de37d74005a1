import type { Role } from '../../core/message.ts'
import { DIGEST_LENGTH } from '../digest.ts'
import {
  forEachLine,
  nextLineFeed,
  openReadAt,
  takeLines,
  type FileMemory,
  type LineEnd,
  type ReadAt,
  type TakeLine,
} from '../read-at.ts'

// A line of a spool: a letter, the key, digests of fixed length, and JSON up to the line feed, which JSON never holds. Most
// messages are nothing but a text. These rest as they are, behind the number of their bytes: JSON takes four times as long.

/** The letters of texts, by the role of who said them. */
const LETTERS: ReadonlyMap<Role, string> = new Map([
  ['system', 'S'],
  ['developer', 'D'],
  ['user', 'U'],
  ['assistant', 'A'],
  ['tool', 'T'],
])
const ROLES: ReadonlyMap<number | undefined, Role> = new Map(
  Array.from(LETTERS, ([role, letter]) => [letter.charCodeAt(0), role]),
)

/** Hexadecimal digits of the number of bytes. */
const NUMBER_DIGITS = 8
/** What stands before the number: the letter, the key, and the digests of a message at its place. */
const BEFORE_NUMBER = 1 + 4 * DIGEST_LENGTH

/** What stands before a text. */
export const BEFORE_TEXT: number = BEFORE_NUMBER + NUMBER_DIGITS

/** Undefined for the roles of other programs. */
export function letterOfTexts(role: Role): string | undefined {
  return LETTERS.get(role)
}

/** Who said the text that a line with this letter ends with; undefined when it ends with JSON. */
export function roleOfLetter(letter: number | undefined): Role | undefined {
  return ROLES.get(letter)
}

export function textWithNumber(text: string): string {
  return `${Buffer.byteLength(text).toString(16).padStart(NUMBER_DIGITS, '0')}${text}`
}

const spoolLineEnd: LineEnd = (bytes, start) => {
  if (roleOfLetter(bytes[start]) === undefined) return nextLineFeed(bytes, start)
  const textStart = start + BEFORE_TEXT
  if (textStart >= bytes.length) return -1
  const end = textStart + Number.parseInt(bytes.toString('latin1', start + BEFORE_NUMBER, textStart), 16)
  return end < bytes.length ? end : -1
}

/** `forEachLine` for a file of a spool. */
export function forEachSpoolLine(path: string, take: TakeLine): void {
  forEachLine(path, take, spoolLineEnd)
}

/** `openReadAt` for a file of a spool. */
export function openSpoolFile(path: string, memory?: FileMemory): ReadAt {
  return openReadAt(path, { lineEnd: spoolLineEnd, memory })
}

/** Calls `take` with the lines of a stretch of a spool. */
export function forEachLineOfSpool(stretch: Buffer, take: TakeLine): void {
  takeLines(stretch, take, spoolLineEnd)
}

/** A line and its line feed: it is a window on bytes in which that comes next. */
export function withLineFeed(line: Buffer): Uint8Array {
  return new Uint8Array(line.buffer, line.byteOffset, line.length + 1)
}

/** The key of a line. */
export function keyOf(line: Buffer): string {
  return line.toString('latin1', 1, 1 + DIGEST_LENGTH)
}
