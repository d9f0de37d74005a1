import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { checkLanguage } from '../../../src/pipeline/steps/check-language.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'

testStep(checkLanguage(), { describe, test })
testStep(checkLanguage({ action: 'drop' }), { describe, test })

const GERMAN = 'Kannst du mir bitte sagen, wie ich am schnellsten von Bern nach Basel komme und was das kostet?'
const ENGLISH = 'You can take the train, which is the fastest way from there and does not cost more than the bus.'
const FRENCH = 'Vous pouvez prendre le train, qui est le plus rapide et ne coûte pas plus cher que le bus.'
const CHINESE = '您可以坐火车，这是最快的方式，而且价格不比公共汽车贵，大约一个小时就能到达。'

const flagsOf = async (sayings: readonly Saying[]): Promise<readonly string[]> =>
  (await runStep(checkLanguage(), [exampleOf(sayings)])).kept.flatMap((example) => example.flags)

test.for([
  ['German and English', [GERMAN, ENGLISH]],
  ['German and Chinese', [GERMAN, CHINESE]],
  ['English and French', [ENGLISH, FRENCH]],
  ['a short last question, after a long one', [GERMAN, 'Ja', 'Und zurück?', ENGLISH]],
] as const)('a mismatch is flagged: %s', async ([, sayings]) => {
  expect(await flagsOf(sayings)).toEqual(['language_mismatch'])
})

test.for<[string, readonly Saying[]]>([
  ['the same language', [GERMAN, 'Am schnellsten ist der Zug, und der kostet auch nicht mehr als der Bus nach Basel.']],
  ['a short answer', [GERMAN, 'By train.']],
  ['a short question', ['Zug?', ENGLISH]],
  ['a wish to translate', [`Übersetze das bitte: ${GERMAN}`, ENGLISH]],
  ['a wish to translate, in Japanese', ['翻訳してください。明日の天気はどうですか、とても知りたいです。', ENGLISH]],
  ['a language by name', [`${GERMAN} Antworte mir bitte auf Englisch.`, ENGLISH]],
  ['a language by name, two turns before', ['In English, please.', 'Sure.', GERMAN, ENGLISH]],
  ['the app asks for a language', [textMessage('system', 'Always answer in English.'), GERMAN, ENGLISH]],
  [
    'a text to work on in the language of the answer',
    [`${GERMAN} Mir hat das jemand so geschrieben:\nYou can take the bus, it is not expensive.`, ENGLISH],
  ],
  ['code', [GERMAN, '```python\nfor the in that:\n    print("this is what you have and it is not for us")\n```']],
  [
    'close languages',
    [
      'Hvordan kommer jeg hurtigst muligt til Bergen, og hvad koster det egentlig med toget?',
      'Du kommer raskest til Bergen med toget, og det er ikke dyrt hvis du kjøper billett nå.',
    ],
  ],
])('no mismatch: %s', async ([, sayings]) => {
  expect(await flagsOf(sayings)).toEqual([])
})

test('the languages of a turn count, not those of the whole chat', async () => {
  const chat = exampleOf([ENGLISH, ENGLISH, GERMAN, ENGLISH, ENGLISH, ENGLISH])
  const { kept } = await runStep(checkLanguage({ action: 'drop' }), [chat])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-2', reason: 'language_mismatch' }])
})

test('a detector of your own is asked, and a misspelt action is refused', async () => {
  const detector = (text: string) => ({ code: text.includes('train') ? 'xx' : 'yy', isReliable: true })
  const step = checkLanguage({ detector })
  expect((await runStep(step, [exampleOf([GERMAN, ENGLISH])])).kept[0]?.flags).toEqual(['language_mismatch'])
  expect(() => checkLanguage({ action: 'remove' as 'drop' })).toThrow('action of checkLanguage')
})
