import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTidy } from '../../../../src/pipeline/steps/is-tidy.ts'
import { textFolder } from '../../../../src/pipeline/steps/text/fold-text.ts'
import { repeatedUnit } from '../../../../src/pipeline/steps/text/repeated-unit.ts'
import { templateTokens } from '../../../../src/pipeline/steps/text/template-tokens.ts'
import { factsOf } from '../../../../src/pipeline/steps/text/text-facts.ts'
import { damageOf } from '../../../../src/pipeline/steps/text-damage.ts'
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

test('spaces that an invisible character parts are several spaces', () => {
  const whole = { trimStart: true, trimEnd: true }
  expect(tidyText('One. \u200b Two', whole)).toBe('One. Two')
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
        expect(factsOf(start + Array.from({ length: 4 }, () => sentence).join(between)).mayRepeat).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
  expect(factsOf('One thing. Another thing here!\nThe third is a line').mayRepeat).toBe(false)
  expect(factsOf('Ask this.first, this.second, this.third and this.fourth of it').mayRepeat).toBe(false)
})

test('what the facts of a text rule out is not found in it', () => {
  const pieces = [
    'Say it again. ',
    'Say it again.\n',
    'Say it again."\n',
    'v1.2 of the file ',
    '- ',
    '...',
    '\n',
    '?! ',
  ]
  const others = [
    '你好世界。',
    '中文',
    ' a ',
    '<',
    '|im_end|>',
    '</s>',
    '[INST]',
    '## Response:',
    '\0',
    'Ã©',
    '\ufffd',
    '\ud800',
  ]
  const list = fc.array(fc.constantFrom(...pieces, ...others), { maxLength: 10 }).map((all) => all.join(''))
  const text = fc
    .tuple(list, list, fc.integer({ min: 1, max: 5 }))
    .map(([start, said, times]) => start + said.repeat(times))
  fc.assert(
    fc.property(text, (said) => {
      const { mayRepeat, mayBeDamaged, mayHoldTokens } = factsOf(said)
      expect(mayRepeat || repeatedUnit(said) === undefined).toBe(true)
      expect(mayBeDamaged || damageOf(said, 0) === undefined).toBe(true)
      expect(mayHoldTokens || templateTokens(said).length === 0).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

const CHARACTERS = Array.from('aZ9 .,\n\tÉßıİΣςσ中文。、がﬁＡ한각\u0301\u00a0\u2028\u0000😀שָ')

test('a text is folded in one walk as it is by the pattern', () => {
  const change = (text: string): string => text.normalize('NFKC').toLowerCase()
  const parting = /[\s\p{P}]+/gu
  const fold = textFolder({ change, parting })
  const text = fc.string({
    unit: fc.constantFrom(...CHARACTERS),
    maxLength: 30,
  })
  fc.assert(
    fc.property(text, (said) => {
      expect(fold(said)).toBe(change(said).replaceAll(parting, ' ').trim())
    }),
    { numRuns: 500 },
  )
  expect(fold(' Ein  Wort, ÄRGER! ')).toBe('ein wort ärger')
})
