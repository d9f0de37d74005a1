import { ALONE, kindOf, SEPARATOR } from './characters.ts'

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
 * allocated for plain English, in which a word is hashed as it is passed over.
 */
export function readWords(text: string, words: Words): void {
  // Each word but the last takes two code units at least, or comes of one.
  if (words.hashes.length < words.size + text.length) grow(words, text.length)
  const start = words.size
  const stopped = readPlain(text, words)
  if (stopped) {
    words.size = start
    readUnicode(text.normalize('NFKC').toLowerCase(), words)
  }
}

/** Dashes, curly quotes, bullets, odd spaces: in much English text, and no letters in any form of Unicode. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2000 && code < 0x2070) || code === 0xa0
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

/** True when it met a letter or sign beyond ASCII. */
function readPlain(text: string, words: Words): boolean {
  const { hashes } = words
  let size = words.size
  let hash = OFFSET_BASIS
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code >= FIRST_BEYOND_ASCII && !isPunctuation(code)) return true
    const letter = ASCII[code] ?? 0
    if (letter !== 0) hash = Math.imul(hash ^ letter, PRIME)
    else if (hash !== OFFSET_BASIS) {
      hashes[size] = hash & ~1
      size += 1
      hash = OFFSET_BASIS
    }
  }
  if (hash !== OFFSET_BASIS) {
    hashes[size] = hash & ~1
    size += 1
  }
  words.size = size
  return false
}

function readUnicode(text: string, words: Words): void {
  // Compatibility forms may be longer than what they stand for.
  if (words.hashes.length < words.size + text.length) grow(words, text.length)
  const { hashes } = words
  let size = words.size
  let hash = OFFSET_BASIS
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    const kind = code < FIRST_BEYOND_ASCII ? Math.min(ASCII[code] ?? 0, 1) : kindOf(code)
    if (kind === 1) {
      hash = Math.imul(hash ^ code, PRIME)
      continue
    }
    if (hash !== OFFSET_BASIS) {
      hashes[size] = hash & ~1
      size += 1
      hash = OFFSET_BASIS
    }
    if (kind === SEPARATOR) continue
    let alone = Math.imul(OFFSET_BASIS ^ code, PRIME)
    if (kind === ALONE && isPair(text, index)) {
      index += 1
      alone = Math.imul(alone ^ text.charCodeAt(index), PRIME)
    }
    hashes[size] = alone | 1
    size += 1
  }
  if (hash !== OFFSET_BASIS) {
    hashes[size] = hash & ~1
    size += 1
  }
  words.size = size
}

function isPair(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1)
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00
}

function grow(words: Words, more: number): void {
  const grown = new Uint32Array(Math.max(words.hashes.length * 2, words.size + more))
  grown.set(words.hashes.subarray(0, words.size))
  words.hashes = grown
}
