import { hash } from 'node:crypto'
import type { Example } from '../../core/example.ts'
import { foldedBytes } from './folded-text.ts'
import { saidBy } from './said.ts'

export const FINGERPRINT_BYTES = 16

/**
 * 128 bits of SHA-256 over what the messages of an example say, as far as apps send it back, but for case, white space and
 * Unicode form (NFKC).
 */
export function fingerprintOf(example: Example): Uint8Array {
  return hash('sha256', identityOf(example), 'buffer').subarray(0, FINGERPRINT_BYTES)
}

/** Of each piece its kind, its text and the end. */
function identityOf(example: Example): Uint8Array {
  const { text, pieces } = saidBy(example)
  if (pieces.every(({ use }) => use !== 'words')) return foldedBytes(text, 0, text.size)
  const told = pieces.filter(({ use }) => use !== 'words')
  return Buffer.concat(told.map(({ start, end }) => foldedBytes(text, start - 1, end + 1)))
}
