import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOf, LETTER, SEPARATOR } from '../../../src/pipeline/similarity/characters.ts'
import { addFolded, createFoldedText } from '../../../src/pipeline/similarity/folded-text.ts'
import { createWords, readWords, wordOf } from '../../../src/pipeline/similarity/words.ts'

const texts = fc.string({
  unit: fc.constantFrom('a', 'b', '7', 'é', 'ß', 'Я', ' ', '.', '-', '—', '東', '京', 'ก', '😀', '\ud83d'),
  maxLength: 60,
})

/** The words of a text as texts, found character by character. */
function wordsIn(units: Uint16Array, end: number): readonly string[] {
  const words: string[] = []
  let open = ''
  for (const character of String.fromCharCode(...units.subarray(0, end + 1))) {
    const kind = kindOf(character.charCodeAt(0))
    if (kind === LETTER) {
      open += character
      continue
    }
    if (open !== '') words.push(open)
    open = ''
    if (kind !== SEPARATOR) words.push(character)
  }
  return words
}

function hashOf(word: string): number {
  const units = Uint16Array.from({ length: word.length }, (_, index) => word.charCodeAt(index))
  const hash = wordOf({ units, size: units.length }, 0, units.length)
  return (kindOf(units[0] ?? 0) === LETTER ? hash & ~1 : hash | 1) >>> 0
}

test('words are what stands between signs, and each character of scripts without spaces', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const folded = createFoldedText()
      addFolded(folded, text)
      const words = createWords()
      readWords(folded, 0, folded.size - 1, words)
      const spelled = wordsIn(folded.units, folded.size - 1)
      const hashes = spelled.map(hashOf)
      expect([...words.hashes.subarray(0, words.size)]).toEqual(hashes)
    }),
  )
})
