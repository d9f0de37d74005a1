import { foldUnit, isPicture, type UnitTable } from '../language/lone-characters.ts'
import { unitsOf } from '../language/units.ts'
import { ALONE, kindOf, LETTER, SEPARATOR } from './characters.ts'

const FIRST_CAPACITY = 1024
const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193
const FIRST_BEYOND_ASCII = 0x80

/** For each ASCII character the lower case of a letter, the digit itself, or 0. */
const ASCII = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase()
  return /[a-z0-9]/.test(character) ? character.charCodeAt(0) : 0
})

/** The words of a text as numbers of 32 bits. The lowest bit is set in those that are one character (東, ก, 😀). */
export type Words = { hashes: Uint32Array; size: number }

export function createWords(): Words {
  return { hashes: new Uint32Array(FIRST_CAPACITY), size: 0 }
}

/**
 * Adds the words of a text to a list: Unicode form (NFKC), case, white space and punctuation do not count. Nothing is
 * allocated for most texts, in which a word is hashed as it is passed over.
 */
export function readWords(text: string, words: Words): void {
  const start = words.size
  if (read(text, words, foldUnit)) return
  words.size = start
  read(text.normalize('NFKC').toLowerCase(), words, undefined)
}

/** Adds a word that no text spells. */
export function addWord(hash: number, words: Words): void {
  if (words.hashes.length === words.size) grow(words, 1)
  words.hashes[words.size] = hash
  words.size += 1
}

/** A whole text as one word. */
export function wordOf(text: string): number {
  let hash = OFFSET_BASIS
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME)
  return hash
}

/** @returns false where `fold` cannot tell what becomes of a character; without it the text is folded already */
function read(text: string, words: Words, fold: UnitTable | undefined): boolean {
  // Each word but the last takes two code units at least, or comes of one.
  if (words.hashes.length < words.size + text.length) grow(words, text.length)
  const { hashes } = words
  const { units, size: end } = unitsOf(text)
  let size = words.size
  let hash = OFFSET_BASIS
  // The line feed behind the text ends its last word.
  for (let index = 0; index <= end; index += 1) {
    let code = units[index] ?? 0
    let kind = SEPARATOR
    if (code < FIRST_BEYOND_ASCII) {
      code = ASCII[code] ?? 0
      if (code !== 0) {
        hash = Math.imul(hash ^ code, PRIME)
        continue
      }
    } else {
      const low = units[index + 1] ?? 0
      const unit = fold === undefined || isPicture(code, low) ? code : fold(code)
      if (unit === 0) return false
      code = unit
      kind = code < FIRST_BEYOND_ASCII ? Math.min(ASCII[code] ?? 0, LETTER) : kindOf(code)
      if (kind === LETTER) {
        hash = Math.imul(hash ^ code, PRIME)
        continue
      }
    }
    if (hash !== OFFSET_BASIS) {
      hashes[size] = hash & ~1
      size += 1
      hash = OFFSET_BASIS
    }
    if (kind === SEPARATOR) continue
    let alone = Math.imul(OFFSET_BASIS ^ code, PRIME)
    if (kind === ALONE && isPair(code, units[index + 1] ?? 0)) {
      index += 1
      alone = Math.imul(alone ^ (units[index] ?? 0), PRIME)
    }
    hashes[size] = alone | 1
    size += 1
  }
  words.size = size
  return true
}

function isPair(high: number, low: number): boolean {
  return (high & 0xfc00) === 0xd800 && (low & 0xfc00) === 0xdc00
}

function grow(words: Words, more: number): void {
  const grown = new Uint32Array(Math.max(words.hashes.length * 2, words.size + more))
  grown.set(words.hashes.subarray(0, words.size))
  words.hashes = grown
}
