import { kindOf, LETTER, SEPARATOR } from './characters.ts'
import type { FoldedText } from './folded-text.ts'

const FIRST_CAPACITY = 1024
// As the signed number that arithmetic on 32 bits gives, so that the JIT never takes hashes for fractions.
const OFFSET_BASIS = 0x811c9dc5 | 0
const PRIME = 0x01000193
const FIRST_BEYOND_ASCII = 0x80

// Masks of 32 bits: whether a character belongs to a word of several.
const ALL_BITS = -1
const NO_BITS = 0

/** For each ASCII character its mask: small letters and digits make words. */
const ASCII = Int32Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) =>
  /[a-z0-9]/.test(String.fromCharCode(code)) ? ALL_BITS : NO_BITS,
)

/** The words of a text as numbers of 32 bits. The lowest bit is set in those that are one character (東, ก, 😀). */
export type Words = { hashes: Uint32Array; size: number }

export function createWords(): Words {
  return { hashes: new Uint32Array(FIRST_CAPACITY), size: 0 }
}

/** Adds a word that no text spells. */
export function addWord(hash: number, words: Words): void {
  if (words.hashes.length === words.size) grow(words, 1)
  words.hashes[words.size] = hash
  words.size += 1
}

/** Some units as one word. */
export function wordOf({ units }: FoldedText, start: number, end: number): number {
  let hash = OFFSET_BASIS
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (units[index] ?? 0), PRIME)
  return hash
}

/**
 * Adds the words of a folded text to a list: punctuation does not count. The text ends in `END`.
 *
 * A processor cannot foresee where words end, and each wrong guess costs as much as three characters. So ASCII is read
 * without a question: the hash is put down at every character, and masks tell which of these stay.
 */
export function readWords({ units }: FoldedText, start: number, end: number, words: Words): void {
  // Each word but the last takes two code units at least, or is one; and one is put down that does not stay.
  if (words.hashes.length < words.size + end - start + 2) grow(words, end - start + 2)
  const { hashes } = words
  let size = words.size
  let hash = OFFSET_BASIS
  let before = NO_BITS
  // What stands behind the text ends its last word.
  for (let index = start; index <= end; index += 1) {
    const code = units[index] ?? 0
    let mask = NO_BITS
    if (code < FIRST_BEYOND_ASCII) mask = ASCII[code] ?? NO_BITS
    else if (kindOf(code) === LETTER) mask = ALL_BITS
    hashes[size] = hash & ~1
    size += before & ~mask & 1
    hash = (Math.imul(hash ^ code, PRIME) & mask) | (OFFSET_BASIS & ~mask)
    before = mask
    if (code < FIRST_BEYOND_ASCII || mask === ALL_BITS || kindOf(code) === SEPARATOR) continue
    let alone = Math.imul(OFFSET_BASIS ^ code, PRIME)
    if (isPair(code, units[index + 1] ?? 0)) {
      index += 1
      alone = Math.imul(alone ^ (units[index] ?? 0), PRIME)
    }
    hashes[size] = alone | 1
    size += 1
  }
  words.size = size
}

function isPair(high: number, low: number): boolean {
  return (high & 0xfc00) === 0xd800 && (low & 0xfc00) === 0xdc00
}

function grow(words: Words, more: number): void {
  const grown = new Uint32Array(Math.max(words.hashes.length * 2, words.size + more))
  grown.set(words.hashes.subarray(0, words.size))
  words.hashes = grown
}
