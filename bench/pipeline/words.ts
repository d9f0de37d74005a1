import { createRandom } from './random.ts'

const SYLLABLES = [
  'ba',
  'cer',
  'di',
  'fon',
  'gu',
  'has',
  'je',
  'kil',
  'lo',
  'mut',
  'na',
  'per',
  'ri',
  'son',
  'tu',
  'we',
]

/** Invented words, frequent ones first, about as unevenly spread as those of a language. */
export function wordSource(seed: number): { readonly random: () => number; readonly word: () => string } {
  const { fraction } = createRandom(seed)
  const words = Array.from({ length: 20_000 }, (_, rank) => {
    let word = ''
    for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / 16)) word += SYLLABLES[rest % 16]
    return word
  })
  return { random: fraction, word: () => words[Math.floor(words.length ** fraction()) - 1] ?? 'ba' }
}
