import { crc32 } from 'node:zlib'
import type { DamageReason } from '../../core/store.ts'

/** What follows the record on its line: the checksum as its last field, and where in it the digits begin. */
export const TAIL: Buffer = Buffer.from(',"crc":"00000000"}')
export const DIGITS: number = TAIL.indexOf('0')

const CLOSING_BRACE = 0x7d
const CARRIAGE_RETURN = 0x0d

export type ParsedLine =
  /** `text` is what `value` was parsed from. */
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly reason: DamageReason; readonly detail: string }

/**
 * Checks and parses a line, given without its line feed. A line without a checksum is taken as it is: somebody wrote
 * it by hand. One whose checksum field differs from a proper one in a single byte is damaged. Changes `line`.
 */
export function parseLine(line: Buffer): ParsedLine {
  const bytes = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
  const end = bytes.length - TAIL.length
  const faults = end > 0 ? faultsOfTail(bytes, end) : TAIL.length
  if (faults === 1) return { ok: false, reason: 'checksum', detail: 'the checksum cannot be read' }
  if (faults > 1) return parse(bytes.toString('utf8'))
  const written = digitsAt(bytes, end + DIGITS)
  const computed = crc32(bytes.subarray(0, end))
  if (written !== computed) {
    return { ok: false, reason: 'checksum', detail: `${hex(written)} is written, ${hex(computed)} is computed` }
  }
  // The comma before the checksum becomes the brace behind the record, so that the text is made in one piece.
  bytes[end] = CLOSING_BRACE
  return parse(bytes.toString('utf8', 0, end + 1))
}

function faultsOfTail(bytes: Buffer, start: number): number {
  let faults = 0
  for (let index = 0; index < TAIL.length; index += 1) {
    const byte = bytes[start + index] ?? 0
    const isDigit = index >= DIGITS && index < DIGITS + 8
    if (isDigit ? !isHexDigit(byte) : byte !== TAIL[index]) faults += 1
  }
  return faults
}

/** Of hexadecimal digits. Several times as fast as making a string of them first. */
function digitsAt(bytes: Buffer, start: number): number {
  let value = 0
  for (let index = start; index < start + 8; index += 1) {
    const byte = bytes[index] ?? 0
    value = value * 16 + (byte < 0x60 ? byte - 0x30 : byte - 0x57)
  }
  return value
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0')
}

function parse(text: string): ParsedLine {
  try {
    return { ok: true, value: JSON.parse(text), text }
  } catch (error) {
    return { ok: false, reason: 'not_json', detail: error instanceof Error ? error.name : String(error) }
  }
}
