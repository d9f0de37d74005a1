import { exampleOf } from '../../../src/testing/index.ts'
import type { Example } from '../../../src/core/example.ts'

/** Numbers from 0 to below 1, the same for the same seed (mulberry32, in the public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'wa']

/** Invented words, frequent ones first, about as unevenly spread as those of a language. */
export function wordSource(random: () => number): () => string {
  const words = Array.from({ length: 4000 }, (_, rank) => {
    let word = ''
    for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / 16)) word += SYLLABLES[rest % 16]
    return word
  })
  return () => words[Math.floor(words.length ** random()) - 1] ?? 'ba'
}

export function textOfWords(word: () => string, count: number): string {
  return Array.from({ length: count }, word).join(' ')
}

/** The text with a run of words written anew, so that about the given share of its five-word runs is another. */
export function edited(text: string, share: number, random: () => number): string {
  const words = text.split(' ')
  const run = Math.max(1, Math.round(words.length * share) - 4)
  const from = Math.floor(random() * (words.length - run))
  return words.map((word, index) => (index >= from && index < from + run ? `${word}x${index}` : word)).join(' ')
}

/** A chat of one question and its answer, later than those with lower numbers. */
export function chatOf(number: number, question: string, answer: string): Example {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString()
  return exampleOf([question, answer], { id: String(number).padStart(8, '0'), startedAt })
}
