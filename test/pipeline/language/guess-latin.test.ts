import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessByWords, guessLatin } from '../../../src/pipeline/language/function-words.ts'
import { countScripts, SCRIPTS } from '../../../src/pipeline/language/scripts.ts'

const PIECES = [
  'the ',
  'und ',
  'ist',
  "l'",
  'Ça ',
  'più ',
  'ªº ',
  'E\u0301 ',
  'ﬁn ',
  'Ⅷ ',
  'é',
  'ß ',
  '4 ',
  '“so” ',
  'Ａb ',
  '\u212a',
]
const OTHERS = ['и ', 'не', 'Σ', '中', 'かな', '한', 'א', 'ё']

test('a Latin text is judged in one walk as it is in several', () => {
  const text = fc.array(fc.constantFrom(...PIECES, ...PIECES, ...OTHERS), { maxLength: 16 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (prose) => {
      const found = guessLatin(prose)
      if (found === undefined) return
      const counts = [...countScripts(prose)]
      const latin = SCRIPTS.indexOf('latin')
      expect(counts.every((count, script) => count === 0 || script === 0 || script === latin)).toBe(true)
      expect(found).toEqual({ letters: counts[latin], guess: guessByWords(prose, 'latin') })
    }),
    { numRuns: 2000 },
  )
  expect(guessLatin('Това е')).toBeUndefined()
  expect(guessLatin('the cat and the dog')?.guess?.code).toBe('en')
})
