import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTidy } from '../../../../src/pipeline/steps/is-tidy.ts'
import { asciiFolder } from '../../../../src/pipeline/steps/text/fold-ascii.ts'
import { mayRepeat } from '../../../../src/pipeline/steps/text/may-repeat.ts'
import { tidyText } from '../../../../src/pipeline/steps/tidy-text.ts'

const piecesOf = (...pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join(''))

test('a text that is called tidy has nothing that a closer look would change', () => {
  const text = piecesOf('word', ' ', '\n', '\t', '\r', '.', 'é', 'e\u0301', '\u200b', '😀', '\u00a0', '- ', '    ')
  fc.assert(
    fc.property(text, (said) => {
      fc.pre(said !== '' && isTidy(said))
      // The invisible character makes sure that it is looked at closely, and goes.
      expect(tidyText(`${said}\nx\u200b`, { trimStart: true, trimEnd: true })).toBe(`${said}\nx`)
    }),
    { numRuns: 200 },
  )
  expect(['Plain words.', 'One.\n\nTwo.\n  - three', 'a\tb 😀'].map(isTidy)).toEqual([true, true, true])
  expect([' a', 'a ', 'a  b', 'a \nb', 'a\n\n\nb', 'a\r\nb', 'a\n  \nb', 'e\u0301'].some(isTidy)).toBe(false)
})

test('what stands four times on end is never passed over', () => {
  const sentences = [
    'We walked home again.',
    '你好世界很好。',
    'Is it late enough?"',
    'A line without a sign',
    '中 abcde!',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...sentences),
      fc.constantFrom(' ', '\n', '\n- ', '\n\n'),
      piecesOf('So what. ', 'More\n', 'x; ', '。'),
      (sentence, between, start) => {
        // Without a sign only the end of its line ends it.
        fc.pre(between !== ' ' || !sentence.endsWith('sign'))
        expect(mayRepeat(start + Array.from({ length: 4 }, () => sentence).join(between))).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
  expect(mayRepeat('One thing. Another thing here!\nThe third is a line')).toBe(false)
})

test('ASCII is folded in one walk as it is by the pattern', () => {
  const fold = asciiFolder(/[^a-z0-9]/i)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (text) => {
      expect(fold(text)).toBe(
        text
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, ' ')
          .trim(),
      )
    }),
    { numRuns: 200 },
  )
  expect(fold('naïve')).toBeUndefined()
})
