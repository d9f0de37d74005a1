import { expect, test } from 'vitest'
import type { AnswerFeedback, Example } from '../../../src/core/example.ts'
import { textMessage, type Role } from '../../../src/core/message.ts'
import {
  createDatasetMeter,
  type DatasetMeterOptions,
  type Measures,
} from '../../../src/pipeline/report/dataset-measures.ts'
import { exampleOf } from '../../../src/testing/index.ts'

function measure(examples: readonly Example[], options: DatasetMeterOptions = {}): Measures {
  const meter = createDatasetMeter(options)
  for (const example of examples) meter.add(example)
  return meter.measures()
}

/** An example of texts, from the user and the assistant in turn. */
function talk(texts: readonly string[], parts: Partial<Example> = {}, feedback?: AnswerFeedback): Example {
  const messages = texts.map((text, index) => {
    const role: Role = index % 2 === 0 ? 'user' : 'assistant'
    if (role === 'user') return { message: textMessage(role, text), weight: 0 } as const
    const origin = {
      generationId: `g${index}`,
      model: 'm',
      status: 'ok',
      startedAt: '2026-01-01T00:00:00.000Z',
    } as const
    return {
      message: textMessage(role, text),
      weight: 1,
      origin: feedback === undefined ? origin : { ...origin, feedback },
    } as const
  })
  return { ...exampleOf([]), startedAt: '2026-01-01T00:00:00.000Z', ...parts, messages }
}

test('measures whole rows, questions and answers', () => {
  const { statistics, lengths } = measure([talk(['a'.repeat(40), 'b'.repeat(80)]), talk(['q', 'r', 's', 't'])])
  expect(statistics).toMatchObject({ rows: 2, messages: 6, turns: { 1: 1, 2: 1 }, models: { m: 2 } })
  expect(statistics.conversation.characters).toMatchObject({ count: 2, p50: 4, max: 120 })
  expect(statistics.questions.tokens).toMatchObject({ count: 3, p50: 1, max: 10 })
  expect(statistics.answers.octaves).toEqual({ 0: 2, 64: 1 })
  expect(lengths.assistant).toEqual({ messages: 3, meanCharacters: 27.3 })
})

test('says how rows are divided among users and openings', () => {
  const rows = [
    ...Array.from({ length: 6 }, () => talk(['Hello  there', 'hi'], { userId: 'u1' })),
    talk(['hello there', 'hi'], { userId: 'u2' }),
    talk(['Something else', 'yes'], { userId: 'u3' }),
    talk(['Nobody asks', 'yes']),
    // Redaction leaves the same tag of many ids.
    talk(['Somebody asks', 'yes'], { userId: '[EMAIL]' }),
  ]
  const { users, openings } = measure(rows).statistics
  expect(users).toEqual({ keys: { count: 3, exact: true }, rows: 8, largestShare: 0.75, topTenShare: 1, gini: 0.4167 })
  expect(openings).toMatchObject({ keys: { count: 4, exact: true }, rows: 10, largestShare: 0.7 })
})

test('openings differ in more than case and white space', () => {
  const spaces = [' ', '  ', '\n', '\t \n', ' \u00a0', '\u2028', '\r\n']
  const rows = spaces.map((space, index) => {
    const text = `${space.repeat(index % 2)}What${space}is ${space}new?${space}`
    return talk([index > 3 ? text.toUpperCase() : text, 'yes'])
  })
  const { openings } = measure([...rows, talk(['What isnew?', 'yes'])]).statistics
  expect(openings).toMatchObject({ keys: { count: 2 }, rows: 8, largestShare: 0.875 })
})

test('counts flags once a row, redactions for each thousand messages, tools, days and judgements', () => {
  const tools = [{ name: 'find' }, { name: 'send' }]
  const { statistics } = measure([
    talk(['q', 'r'], { flags: ['refusal', 'refusal'], redactions: { email: 3 }, tools }, { thumb: 'up', score: 1 }),
    talk(['q', 'r'], { startedAt: '2026-02-03T00:00:00.000Z' }, { thumb: 'down', correction: 'better' }),
  ])
  expect(statistics).toMatchObject({
    flags: { refusal: 1 },
    redactionsPerThousand: { email: 750 },
    toolsOffered: { find: 1, send: 1 },
    days: { '2026-01-01': 1, '2026-02-03': 1 },
    feedback: { up: 1, down: 1, scored: 1, corrected: 1 },
  })
})

test('asks for the language of the answers, and takes only what is sure', () => {
  const languageOf = (text: string) => ({ code: text.includes('ja') ? 'de' : 'en', isReliable: !text.includes('hm') })
  const rows = [talk(['yes?', 'ja']), talk(['ja?', 'yes']), talk(['q', 'hm'])]
  expect(measure(rows, { languageOf }).statistics.languages).toEqual({ de: 1, en: 1, und: 1 })
  expect(measure(rows).statistics.languages).toEqual({})
})

test('nothing at all is zeros, and JSON carries it', () => {
  const { statistics } = measure([])
  expect(statistics).toMatchObject({ rows: 0, messages: 0, redactionsPerThousand: {} })
  expect(JSON.parse(JSON.stringify(statistics))).toEqual(statistics)
})
