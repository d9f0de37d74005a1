import { mix } from '../shingles.ts'
import type { Words } from '../words.ts'

const BASE = 0x2c1b3c6d
const CHECK_BASE = 0x9e3779b1
const WORD_WEIGHT = 2

/** A run of words, by their places; `hash` is one number for it. */
export type TakeGram = (hash: number, from: number, end: number) => void

/** What a word weighs: a character that is a word by itself says half as much as a word of letters. */
export function weightOf(word: number): number {
  return (word & 1) === 1 ? 1 : WORD_WEIGHT
}

export function weightOfAll({ hashes, size }: Words): number {
  let weight = 0
  for (let index = 0; index < size; index += 1) weight += weightOf(hashes[index] ?? 0)
  return weight
}

/** The weight of a run of so many words of letters. */
export function gramWeight(words: number): number {
  return words * WORD_WEIGHT
}

/**
 * Goes through all runs of words that weigh at least so much: 13 words, 26 characters, or a mixture. Where a run begins
 * depends on what is in it alone, so that two texts that share it cut it in the same way.
 */
export function createGramWalk(weight: number): (words: Words, take: TakeGram) => void {
  const powers = new Int32Array(weight + 1)
  powers[0] = 1
  for (let index = 1; index <= weight; index += 1) powers[index] = Math.imul(powers[index - 1] ?? 1, BASE)

  return ({ hashes, size }, take) => {
    let [from, held, rolled] = [0, 0, 0]
    for (let index = 0; index < size; index += 1) {
      const word = hashes[index] ?? 0
      rolled = (Math.imul(rolled, BASE) + word) | 0
      held += weightOf(word)
      for (let first = hashes[from] ?? 0; held - weightOf(first) >= weight; first = hashes[from] ?? 0) {
        rolled = (rolled - Math.imul(first, powers[index - from] ?? 0)) | 0
        held -= weightOf(first)
        from += 1
      }
      if (held >= weight) take(mix(rolled), from, index + 1)
    }
  }
}

/** A second, independent hash of a run: both together are no chance. */
export function checkOf({ hashes }: Words, from: number, end: number): number {
  let check = end - from
  for (let index = from; index < end; index += 1) check = (Math.imul(check, CHECK_BASE) + (hashes[index] ?? 0)) | 0
  return mix(check)
}
