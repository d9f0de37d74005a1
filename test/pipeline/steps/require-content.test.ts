import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requireContent } from '../../../src/pipeline/steps/require-content.ts'
import { damageOf } from '../../../src/pipeline/steps/text-damage.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'
import { textOf } from '../../../src/core/message.ts'

testStep(requireContent(), { describe, test })
testStep(requireContent({ action: 'flag', share: 0 }), { describe, test })

const PLAIN = 'Bees dance to tell the others where they found something good to eat today.'
/** What comes out when UTF-8 is read in another encoding. */
const misread = (text: string, encoding: string): string =>
  new TextDecoder(encoding).decode(new TextEncoder().encode(text))

test.for([
  ['a NUL', `${PLAIN}\0`, 'nul'],
  ['characters that nobody could read', `${PLAIN} \ufffd\ufffd\ufffd`, 'unreadable_characters'],
  ['halves of characters', `${PLAIN} \ud83d and \ud83d \udc00`, 'unreadable_characters'],
  ['control characters', '\u0001\u0002 abc \u0003', 'control_characters'],
  ['French read as Windows-1252', misread('Le café est fermé, réessayez à midi.', 'windows-1252'), 'wrong_encoding'],
  ['quotation marks read as Windows-1252', misread('It’s “late” – isn’t it?', 'windows-1252'), 'wrong_encoding'],
  ['Russian read as Windows-1252', misread('Пчёлы танцуют', 'windows-1252'), 'wrong_encoding'],
  ['emoji read as Windows-1252', misread('Hello 😀 😀 😀 you', 'windows-1252'), 'wrong_encoding'],
] as const)('%s', async ([, answer, damage]) => {
  expect(damageOf(answer, 0.01)).toBe(damage)
  const { dropped } = await runStep(requireContent(), [exampleOf(['Why?', answer])])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'invalid_content' }])
})

test.for([
  PLAIN,
  'a\tb\r\nc\f',
  '👩‍👩‍👧‍👦 שלום مرحبا می‌خواهم 𠮷野家',
  'NÃO É À ÂNSIA, SÃO Ânimo, Â e Ã; VÂNG Ạ',
  'The sign \ufffd stands for what cannot be read, as in every text about encodings and their history.',
  `In old pages you may find "Ã©" where "é" was meant. ${PLAIN}`,
])('%j is whole', async (answer) => {
  expect((await runStep(requireContent(), [exampleOf(['Why?', answer])])).kept).toHaveLength(1)
})

test('any text without odd characters is whole', () => {
  const letters = fc.string({ unit: fc.constantFrom(...Array.from('abc äöüéèàñçßœ ÃÂ 蜂дом🙂\n')) })
  fc.assert(
    fc.property(letters, (text) => {
      expect(damageOf(text, 0.01)).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test.for(['arena-hard', 'oasst-en100-paths'])('no answer of %s is called damaged', (name) => {
  const answers = (sharedChats(name) ?? []).flatMap(({ messages }) =>
    messages.filter(({ role }) => role === 'assistant'),
  )
  expect(answers.filter((message) => damageOf(textOf(message), 0.01) !== undefined)).toEqual([])
})

test('a share outside 0 to 1 is refused', () => {
  expect(() => requireContent({ share: 2 })).toThrow('no share')
})
