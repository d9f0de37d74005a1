import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDissatisfaction } from '../../../src/pipeline/steps/check-dissatisfaction.ts'
import { foldText, isComplaint } from '../../../src/pipeline/steps/dissatisfaction.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(checkDissatisfaction(), { describe, test })
testStep(checkDissatisfaction({ action: 'drop' }), { describe, test })

const STATEMENT = 'The capital of Australia is Sydney.'

const isFlagged = async (next: string, answer = STATEMENT, question = 'What is the capital of Australia?') =>
  (await runStep(checkDissatisfaction(), [exampleOf([question, answer, next, 'I see.'])])).kept[0]?.flags.length === 1

test.for([
  "That's wrong, it is Canberra.",
  'That’s not what I asked.',
  'No, it is another city.',
  "it doesn't work, I get the same error",
  'I said the capital, not the largest city',
  'please try again',
  'Das stimmt nicht.',
  'funktioniert immer noch nicht',
  'Nein, ich meine die Hauptstadt.',
  "Ce n'est pas correct",
  'ça marche pas',
  'Eso es incorrecto',
  'Non è corretto, riprova',
  'Isso está errado!',
  'Dat klopt niet',
  'Det stämmer inte',
  'Det er forkert',
  'To nie działa',
  'To není pravda',
  'Bu yanlış',
  'Это неправильно, попробуй ещё раз',
  'Це не так',
  'Αυτό είναι λάθος',
  'זה לא נכון',
  'هذا غير صحيح',
  'यह गलत है',
  '不对，应该是堪培拉',
  '違います、キャンベラです',
  '틀렸어요',
  'Itu salah',
  'Không đúng',
  'Väärin, yritä uudelleen',
  'Ez nem igaz',
  'Nu este corect',
])('%s', async (next) => {
  expect(await isFlagged(next)).toBe(true)
})

test.for([
  'Thanks, that is right.',
  'No, thanks. That is all.',
  'no problem',
  "No, it's okay, I do not need more.",
  'Nein danke',
  'And of New Zealand?',
  'Nobody knows that city',
  'In the novel she wrote: then I said to him that it was over. Go on with the story.',
  '谢谢，很有帮助',
  'Write a test that fails when something is missing',
])('is content: %s', async (next) => {
  expect(await isFlagged(next)).toBe(false)
})

test.for([
  ['No, without sugar.', 'Would you like sugar?'],
  ["It doesn't work", 'What is the matter with your heater?'],
  ['No, I want it decaf', 'Please confirm that the order is correct.'],
  ['No, I need it to be small', 'Is this your order'],
  ['Nein, ich komme allein.', 'Kommst du mit jemandem? 🙂'],
  ['不，我不要糖', '您要加糖吗？'],
] as const)('"%s" answers "%s"', async ([next, answer]) => {
  expect(await isFlagged(next, answer)).toBe(false)
  expect(await isFlagged(next)).toBe(true)
})

test.for([
  ['What is the capital of Australia', true],
  ['what is THE capital of australia??', true],
  ['So what is the capital of Australia?', true],
  ['What is the currency of Argentina?', false],
] as const)('asked again: %s', async ([next, expected]) => {
  expect(await isFlagged(next)).toBe(expected)
})

test('other numbers make another question, and few words none', async () => {
  const question = 'What is the square root of the number 144 please'
  expect(await isFlagged(question.replace('144', '169'), '12', question)).toBe(false)
  expect(await isFlagged(question, '12', question)).toBe(true)
  expect(await isFlagged('go on', 'One.', 'go on')).toBe(false)
  expect(await isFlagged('澳大利亚的首都是哪里', '悉尼', '澳大利亚的首都是哪里？')).toBe(true)
})

test('the answer before the complaint is the one that goes', async () => {
  const chat = exampleOf(['Hi', 'Hello!', 'Capital of Australia?', 'Sydney.', "That's wrong.", 'Canberra.'])
  const { kept } = await runStep(checkDissatisfaction({ action: 'drop' }), [chat])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-2', reason: 'dissatisfied' }])
  expect(kept[0]?.messages.map((entry) => entry.weight)).toEqual([0, 1, 0, 0, 0, 1])
})

const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes))

test('any text is judged, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(anyText, anyText, (message, answer) => {
      expect(typeof isComplaint(message, answer)).toBe('boolean')
      expect(foldText(foldText(message)).trim()).toBe(foldText(message).trim())
    }),
    { numRuns: 100 },
  )
})
