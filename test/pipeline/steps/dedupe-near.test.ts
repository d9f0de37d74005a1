import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { dedupeNear, type DedupeNearOptions } from '../../../src/pipeline/steps/dedupe-near.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { edited, seededRandom, textOfWords, wordSource } from '../similarity/seeded-texts.ts'

testStep(dedupeNear(), { describe, test })
testStep(dedupeNear({ level: 'exchange' }), { describe, test })
testStep(dedupeNear({ level: 'prompt', action: 'flag' }), { describe, test })

const random = seededRandom(1)
const word = wordSource(random)
const QUESTION = textOfWords(word, 60)
const ANSWER = textOfWords(word, 200)

async function areNear(one: readonly Saying[], other: readonly Saying[], options?: DedupeNearOptions) {
  const examples = [exampleOf(one), exampleOf(other, { id: 'example-2' })]
  const { dropped } = await runStep(dedupeNear(options), examples)
  for (const drop of dropped) {
    const { id, reason, detail } = drop
    expect({ reason, of: detail?.['of'] }).toEqual({
      reason: 'near_duplicate',
      of: id === 'example-1' ? 'example-2' : 'example-1',
    })
  }
  return dropped.length === 1
}

function reworded(text: string, every: number): string {
  return text
    .split(' ')
    .map((each, index) => (index % every === 0 ? `${each}x` : each))
    .join(' ')
}

const CHINESE =
  '蜜蜂是一种会飞行的昆虫，以其在授粉中的作用和酿造蜂蜜而闻名于世。它们生活在有组织的蜂群中，蜂群由一只蜂王和许多工蜂组成。'
const CODE = `function sum(values) {
  let total = 0
  for (const value of values) total += value
  return total
}

export function mean(values) {
  if (values.length === 0) throw new RangeError('no values')
  return sum(values) / values.length
}`

describe('nearly the same conversation', () => {
  test.for<[string, readonly Saying[], readonly Saying[]]>([
    ['the same words', [QUESTION, ANSWER], [QUESTION, ANSWER]],
    [
      'case, white space and punctuation',
      [QUESTION, ANSWER],
      [QUESTION.toUpperCase(), `${ANSWER.replaceAll(' ', ', ')}!`],
    ],
    [
      'the Unicode form',
      ['Où est le café de la gare ?', 'À gauche.'],
      ['Où est le cafe\u0301 de la gare?', 'À gauche'],
    ],
    ['one word of fifty', [QUESTION, ANSWER], [QUESTION, reworded(ANSWER, 67)]],
    ['a sentence more', [QUESTION, ANSWER], [QUESTION, `${ANSWER} I hope that this helps you on your way.`]],
    ['a character of a Chinese text', ['什么是蜜蜂？', CHINESE], ['什么是蜜蜂？', CHINESE.replace('许多', '很多')]],
    ['the indentation of code', ['Write mean()', CODE], ['write mean', CODE.replaceAll('  ', '\t')]],
    ['an apostrophe of a short chat', ['what’s up', 'Not much, and you?'], ["What's up?", 'Not much. And you?']],
    ['the system prompt', [textMessage('system', 'Today is Monday'), QUESTION, ANSWER], [QUESTION, ANSWER]],
    ['the space around mere signs', ['???', '!!!'], [' ???', '!!! ']],
    ['signs alone', ['😀😀', '???'], ['😀 😀', '???']],
  ])('%s', async ([, one, other]) => {
    expect(await areNear(one, other)).toBe(true)
  })
})

const call = (city: string): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'call-1', name: 'weather', arguments: { city } }],
})

describe('another conversation', () => {
  test.for<[string, readonly Saying[], readonly Saying[]]>([
    ['one word of twelve differs', [QUESTION, ANSWER], [reworded(QUESTION, 12), reworded(ANSWER, 12)]],
    ['another answer to a long question', [ANSWER, 'Yes, of course.'], [ANSWER, 'No, by no means.']],
    [
      'another question about a long document',
      [`${ANSWER} Who wrote it?`, 'A monk of the ninth century did.'],
      [`${ANSWER} Where was it found?`, 'In a cave above the river.'],
    ],
    [
      'a shared system prompt',
      [textMessage('system', ANSWER), 'Hi there', 'Hello'],
      [textMessage('system', ANSWER), 'Bye now', 'Farewell'],
    ],
    ['a shared greeting', [`Hello and welcome! ${QUESTION}`, 'A'], [`Hello and welcome! ${ANSWER}`, 'A']],
    ['another Chinese text', ['什么是蜜蜂？', '一种昆虫。'], ['什么是黄蜂？', '一种昆虫。']],
    ['the roles change places', [ANSWER.slice(0, 90), 'Indeed it is so'], ['Indeed it is so', ANSWER.slice(0, 90)]],
    ['other signs', ['???', '!!!'], ['...', '---']],
    ['another number', ['What is 12 and 30?', 'It is 42.'], ['What is 12 and 31?', 'It is 43.']],
    ['another tool argument', ['Sun?', call('Bern')], ['Sun?', call('Basel')]],
    ['nothing said', [textMessage('system', 'Be kind.')], [textMessage('system', 'Be kind.')]],
  ])('%s', async ([, one, other]) => {
    expect(await areNear(one, other)).toBe(false)
  })
})

test('the same short texts of other speakers are another conversation', async () => {
  const texts = ['Shall we go', 'Yes we shall'] as const
  const one = [textMessage('user', texts[0]), textMessage('assistant', texts[1])]
  const other = [textMessage('assistant', texts[0]), textMessage('user', texts[1])]
  expect(await areNear(one, one, { answers: 0 })).toBe(true)
  expect(await areNear(one, other, { answers: 0 })).toBe(false)
})

test('an exchange is the last question with its answer', async () => {
  const one = ['Hi', 'Hello', QUESTION, ANSWER]
  const other = [CHINESE, CODE, QUESTION, ANSWER]
  expect(await areNear(one, other)).toBe(false)
  expect(await areNear(one, other, { level: 'exchange' })).toBe(true)
})

test('a prompt is the first user message, whatever was answered', async () => {
  const [one, other] = [
    [QUESTION, 'Yes'],
    [QUESTION, 'No', 'Why?', 'So.'],
  ]
  expect(await areNear(one, other)).toBe(false)
  expect(await areNear(one, other, { level: 'prompt' })).toBe(true)
})

test('two branches of one conversation keep their different endings', async () => {
  const first = exampleOf(['Hi', ANSWER, QUESTION, ANSWER, 'And then?', 'They all went home by the river.'])
  const asContext = first.messages.slice(0, -1).map((entry) => ({ ...entry, weight: 0 as const }))
  const second = exampleOf([...asContext, textMessage('assistant', 'Nobody knows, the last page is lost.')], {
    id: 'example-2',
  })
  expect((await runStep(dedupeNear(), [first, second])).kept).toHaveLength(2)
})

test('a chain is one cluster: each link is like the next', async () => {
  const texts = [ANSWER]
  const words = seededRandom(7)
  for (let link = 0; link < 4; link += 1) texts.push(edited(texts.at(-1) ?? '', 0.09, words))
  const examples = texts.map((text, index) => exampleOf(['Go on', text], { id: `example-${index}` }))
  expect(
    (
      await runStep(
        dedupeNear(),
        [examples[0], examples[4]].filter((each) => each !== undefined),
      )
    ).kept,
  ).toHaveLength(2)
  expect((await runStep(dedupeNear(), examples)).kept).toHaveLength(1)
})

test('the best one stays: by feedback, correction, length and time', async () => {
  const said = (id: string, more: string, feedback?: object, startedAt = '2026-01-02T00:00:00.000Z'): Example => {
    const example = exampleOf([QUESTION, `${ANSWER} ${more}`], { id, startedAt })
    const messages = example.messages.map((entry) =>
      entry.origin === undefined || feedback === undefined
        ? entry
        : { ...entry, origin: { ...entry.origin, feedback } },
    )
    return { ...example, messages }
  }
  const ranked = [
    said('up', '', { thumb: 'up' }),
    said('high', '', { score: 0.9 }),
    said('low', 'a bit longer', { score: 0.2 }),
    said('corrected', '', { correction: 'Better' }),
    said('long', 'a bit longer'),
    said('late', '', undefined, '2026-01-03T00:00:00.000Z'),
    said('early', ''),
    said('down', 'the longest of them all', { thumb: 'down' }),
  ]
  for (let from = 0; from < ranked.length - 1; from += 1) {
    const { kept, dropped } = await runStep(dedupeNear(), ranked.slice(from).toReversed())
    expect(kept.map(({ id }) => id)).toEqual([ranked[from]?.id])
    expect(new Set(dropped.map(({ detail }) => detail?.['of']))).toEqual(new Set([ranked[from]?.id]))
  }
})

test('flagged ones stay', async () => {
  const examples = [exampleOf([QUESTION, ANSWER]), exampleOf([QUESTION, ANSWER], { id: 'example-2' })]
  const { kept } = await runStep(dedupeNear({ action: 'flag' }), examples)
  expect(kept.map(({ flags }) => flags)).toEqual([[], ['near_duplicate']])
})

test('a threshold that is no share is refused', () => {
  for (const threshold of [0, 0.4, 1.1, Number.NaN, 80]) {
    expect(() => dedupeNear({ threshold })).toThrow(/threshold: .*from 0.5 to 1/)
  }
})
