import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldUnit, isPicture, lowerUnit } from '../../../src/pipeline/language/lone-characters.ts'
import { addFolded, clearFolded, createFoldedText } from '../../../src/pipeline/similarity/folded-text.ts'

const known = (table: (code: number) => number): readonly string[] =>
  Array.from({ length: 0x1_00_00 }, (_, code) => code)
    .filter((code) => table(code) !== 0)
    .map((code) => String.fromCharCode(code))

const byUnits = (text: string, table: (code: number) => number): string =>
  String.fromCharCode(...Array.from({ length: text.length }, (_, index) => table(text.charCodeAt(index))))

const textOf = (characters: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map((all) => all.join(''))

test('characters that are taken one by one become what Unicode makes of the whole text', () => {
  const folded = textOf(known(foldUnit))
  const lowered = textOf(known(lowerUnit))
  const whole = (text: string): string => text.normalize('NFKC').toLowerCase()
  fc.assert(
    fc.property(folded, lowered, (one, other) => {
      expect(byUnits(one, foldUnit)).toBe(whole(one))
      expect(byUnits(other, lowerUnit)).toBe(other.normalize('NFC').toLowerCase())
    }),
    { numRuns: 200 },
  )
  expect(foldUnit('Ａ'.charCodeAt(0))).toBe('a'.charCodeAt(0))
  expect(Array.from('Σ\u0301…İ가').map((character) => foldUnit(character.charCodeAt(0)) > 0)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ])
})

test('pictures stay as they are in every form', () => {
  const lows = Array.from({ length: 0x400 }, (_, index) => 0xdc00 + index)
  const pictures = [0xd83c, 0xd83d, 0xd83e].flatMap((high) =>
    lows.filter((low) => isPicture(high, low)).map((low) => String.fromCharCode(high, low)),
  )
  expect(pictures.map((picture) => picture.normalize('NFKC').toLowerCase())).toEqual(pictures)
  expect([isPicture(0xd83d, 0xde00), isPicture(0xd83d, 0x41), isPicture(0xd83c, 0xdd00)]).toEqual([true, false, false])
})

test('folded texts are those without case, form and wide spaces', () => {
  const folded = createFoldedText()
  const piece = textOf(Array.from('aB \n\t\u00a0é’—…ﬁ①Σς😀東Ａ\u0301\u2028\ud800\0İ가'))
  // Long enough to be looked at in stretches.
  const text = fc
    .array(fc.tuple(piece, fc.nat(70)))
    .map((all) => all.map(([said, wide]) => said + 'aΣ '.repeat(wide / 3)).join(''))
  fc.assert(
    fc.property(text, (said) => {
      clearFolded(folded)
      addFolded(folded, said)
      const whole = said.trim().normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trimEnd()
      expect(String.fromCharCode(...folded.units.subarray(0, folded.size - 1))).toBe(whole)
    }),
    { numRuns: 200 },
  )
})
