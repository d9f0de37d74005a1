import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asksAgain } from '../../../src/pipeline/steps/asks-again.ts'
import { foldText } from '../../../src/pipeline/steps/dissatisfaction.ts'

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    foldText(text)
      .replaceAll(/[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]/g, ' $& ')
      .split(' ')
      .filter((word) => word !== ''),
  )
}

/** By sets of words, without any shortcut. */
function asksAgainByWords(said: string, before: string): boolean {
  const [again, first] = [wordsOf(said), wordsOf(before)]
  for (const words of [again, first]) {
    const isSpaced = [...words].some((word) => word.length > 1 && !/^\d+$/.test(word))
    if (words.size < (isSpaced ? 3 : 6)) return false
  }
  const [numbers, others] = [again, first].map((words) =>
    [...words]
      .filter((word) => /^\d+$/.test(word))
      .sort()
      .join(' '),
  )
  const common = [...again].filter((word) => first.has(word)).length
  return common >= 0.8 * (again.size + first.size - common) && numbers === others
}

test('a question is told to be asked again as it is by comparing all of its words', () => {
  const word = fc.constantFrom(
    'When',
    'does',
    'the',
    'café',
    'open',
    'on',
    'Monday?',
    '12',
    '5',
    '店',
    '几点',
    'และ',
    '\u0000',
  )
  const words = fc.array(word, { maxLength: 12 })
  const pair = fc.tuple(words, words, fc.array(word, { maxLength: 2 }), fc.array(word, { maxLength: 2 }))
  fc.assert(
    fc.property(pair, fc.boolean(), ([one, other, start, end], isSame) => {
      const before = one.join(' ')
      const said = [...start, ...(isSame ? one : other), ...end].join(' ')
      expect(asksAgain(said, before)).toBe(asksAgainByWords(said, before))
    }),
    { numRuns: 3000 },
  )
  expect(asksAgain('When does the café open, please?', 'when does the cafe open')).toBe(true)
})
