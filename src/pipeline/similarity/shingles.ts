import type { FoldedText } from './folded-text.ts'
import type { SaidPiece } from './said.ts'
import { createHashSorter } from './sort-hashes.ts'
import { addWord, createWords, readWords, wordOf, type Words } from './words.ts'

/** Words of a shingle: the usual length for near duplicates, as in datatrove, distilabel and NeMo's word form. */
const LENGTH = 5
const BASE = 0x2c1b3c6d
const BASE_TO_LENGTH = power(BASE, LENGTH)

/**
 * A text as its runs of five words, in the order in which they come: the upper 31 bits are the hash of a run, the lowest
 * bit says that it ends within an answer that is trained.
 */
export type Runs = Uint32Array

/** Runs as a set: sorted and distinct. */
export type Shingles = Uint32Array

/** Gathers the runs of one conversation after the other, in buffers that are used again. */
export type Shingler = {
  readonly reset: () => void
  /** Opens a message: `speaker` colours its first word (0: no), so that the same words of another role differ. */
  readonly open: (speaker: number, trained: boolean) => void
  readonly add: (text: FoldedText, piece: SaidPiece) => void
  /** How many runs there are; they are read with `copy` before the next `reset`. */
  readonly finish: () => number
  readonly copy: (into: Runs) => void
}

export function createShingler(): Shingler {
  const words: Words = createWords()
  let runs: Runs = new Uint32Array(1024)
  let size = 0
  let rolled = 0
  let position = 0
  let mark = 0
  let turn = 0

  /** Takes the words that came since, as part of the message that is open. */
  function roll(): void {
    if (runs.length < words.size) {
      const grown = new Uint32Array(words.size * 2)
      grown.set(runs.subarray(0, size))
      runs = grown
    }
    const { hashes } = words
    for (; position < words.size; position += 1) {
      rolled = (Math.imul(rolled, BASE) + (hashes[position] ?? 0)) | 0
      if (position >= LENGTH) {
        rolled = (rolled - Math.imul(hashes[position - LENGTH] ?? 0, BASE_TO_LENGTH)) | 0
      }
      if (position >= LENGTH - 1) put()
    }
  }

  function put(): void {
    runs[size] = (mix(rolled) & ~1) | mark
    size += 1
  }

  return {
    reset() {
      words.size = size = rolled = position = mark = turn = 0
    },
    open(speaker, trained) {
      roll()
      mark = trained ? 1 : 0
      turn = speaker
    },
    add(text, { start, end }) {
      if (start === end) return
      const before = words.size
      readWords(text, start, end, words)
      // A text of signs alone says something too.
      if (words.size === before) addWord(wordOf(text, start, end), words)
      words.hashes[before] = (words.hashes[before] ?? 0) ^ turn
      turn = 0
    },
    finish() {
      roll()
      // Less than five words are one run.
      if (size === 0 && words.size > 0) put()
      return size
    },
    copy: (into) => into.set(runs.subarray(0, size)),
  }
}

const sort = createHashSorter()

/** Makes a set of runs, in their place. */
export function shinglesAmong(runs: Runs): Shingles {
  sort(runs, runs.length)
  return runs.subarray(0, distinct(runs, runs.length))
}

/** Moves the distinct ones to the front. Of two that differ in the lowest bit alone the one of an answer stays. */
function distinct(sorted: Shingles, size: number): number {
  let kept = 0
  for (let index = 0; index < size; index += 1) {
    const shingle = sorted[index] ?? 0
    if (kept > 0 && (sorted[kept - 1] ?? 0) >>> 1 === shingle >>> 1) kept -= 1
    sorted[kept] = shingle
    kept += 1
  }
  return kept
}

/** Spreads a number of 32 bits over all of them (the finish of MurmurHash 3, in the public domain). */
export function mix(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let step = 0; step < exponent; step += 1) result = Math.imul(result, base)
  return result
}
