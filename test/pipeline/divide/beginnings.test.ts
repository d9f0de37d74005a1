import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { dedupeExact, dedupeNear } from '../../../src/pipeline/steps/index.ts'
import { filesIn, plain, rowsIn, temporaryFolder } from '../support/building.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

const CHATS = 40
const split = { test: 0.3, validation: 0.2 }
const steps = [dedupeExact(), dedupeNear()]

const saying = (name: string, words: number): string =>
  Array.from({ length: words }, (_, word) => `${name}of${word}`).join(' ')

/** A chat of so many exchanges about a topic, as its app calls the model. */
function chat(name: string, topic: string, exchanges: number, words = 60): readonly Generation[] {
  const own = (turn: number): string => (turn === 0 ? topic : `${name}x${turn}`)
  const messages = Array.from({ length: exchanges }, (_, turn) => [
    user(saying(`question${own(turn)}`, 12)),
    assistant(saying(`answer${own(turn)}`, words)),
  ])
  return messages.map(([, answer], turn) => {
    const request = messages.slice(0, turn + 1).flatMap(([asked, said]) => [asked ?? user(''), said ?? user('')])
    return generation({
      id: `${name}g${turn}`,
      conversationId: name,
      startedAt: second(turn),
      request: request.slice(0, -1),
      answer: [answer ?? user('')],
    })
  })
}

const all = (make: (index: number) => readonly Generation[]): readonly Generation[] =>
  Array.from({ length: CHATS }, (_, index) => make(index)).flat()

const topicsIn = (text = ''): readonly string[] => [...new Set(text.match(/questiontopic\d+(?=of0 )/g))]

/** The topics with which rows of each split begin, after builds into one folder. */
async function topicsAfter(...builds: readonly (readonly Generation[])[]) {
  const to = temporaryFolder()
  const outcomes = []
  for (const from of builds) {
    const { report } = await buildDataset({ from, to, steps, formats: [plain], split })
    const {
      'train.jsonl': train,
      'validation.jsonl': validation,
      'test.jsonl': tested,
    } = await filesIn(join(to, 'plain'))
    outcomes.push({ train: topicsIn(train), validation: topicsIn(validation), test: topicsIn(tested), report })
  }
  return { to, outcomes }
}

const shared = (one: readonly string[] = [], other: readonly string[] = []) =>
  one.filter((name) => other.includes(name))

test.for<[string, number, number]>([
  ['goes on from it', 1, 4],
  ['goes another way', 3, 4],
])('what begins as a held-out conversation is not trained: one that %s', async ([, one, other]) => {
  const events = all((index) => [
    ...chat(`a${index}`, `topic${index}`, one),
    ...chat(`b${index}`, `topic${index}`, other),
  ])
  const { outcomes } = await topicsAfter(events)
  const [{ train, validation, test: tested, report } = { train: [], validation: [], test: [], report: undefined }] =
    outcomes
  expect(tested.length).toBeGreaterThan(5)
  expect(train.length).toBeGreaterThan(5)
  expect([...shared(train, tested), ...shared(train, validation), ...shared(validation, tested)]).toEqual([])
  const { dropped = [] } = report?.examples ?? {}
  expect(dropped.map(({ step, reason }) => [step, reason])).toEqual([['split', 'near_held_out']])
})

test.for<[string, number, number]>([
  ['goes on from one', 4, 60],
  ['copies one', 1, 60],
  ['copies a short one', 1, 3],
])(
  'what was held out once is not trained in the chat of another, also when it has left the log: %s',
  async ([, exchanges, words]) => {
    const { outcomes } = await topicsAfter(
      all((index) => chat(`a${index}`, `topic${index}`, 1, words)),
      all((index) => chat(`b${index}`, `topic${index}`, exchanges, words)),
    )
    const [before, after] = outcomes
    expect(before?.test.length).toBeGreaterThan(5)
    expect(after?.train.length).toBeGreaterThan(5)
    expect(shared(after?.train, [...(before?.test ?? []), ...(before?.validation ?? [])])).toEqual([])
  },
)

test('the same log again changes nothing', async () => {
  const events = all((index) => [...chat(`a${index}`, `topic${index}`, 1), ...chat(`b${index}`, `topic${index}`, 4)])
  const once = await topicsAfter(events)
  const twice = await topicsAfter(events, events)
  expect(await filesIn(twice.to)).toEqual(await filesIn(once.to))
})

test('short answers may begin many conversations: nothing is set aside for them', async () => {
  const { outcomes } = await topicsAfter(all((index) => chat(`a${index}`, `topic${index % 4}`, 4, 20)))
  expect(outcomes[0]?.report.examples.dropped).toEqual([])
})

test('what everybody begins with is no secret: a long answer behind a button sets nothing aside', async () => {
  const { outcomes } = await topicsAfter(all((index) => chat(`a${index}`, 'topic0', 4)))
  expect(outcomes[0]?.report.examples.dropped).toEqual([])
  expect(outcomes[0]?.train).toEqual(outcomes[0]?.test)
})

test('answers that the app brings along set nothing aside', async () => {
  const [example] = chat('x', 'topic0', 2).slice(1)
  const brought = example?.request.messages.slice(0, 2) ?? []
  const events = Array.from({ length: 12 }, (_, index) =>
    chat(`a${index}`, `topic${index + 1}`, 1).map((call) => ({
      ...call,
      request: { ...call.request, messages: [...brought, ...call.request.messages] },
    })),
  ).flat()
  const { outcomes } = await topicsAfter(events)
  expect(outcomes[0]?.report.examples.dropped).toEqual([])
})

test('a row without words and one without an answer have a place too', async () => {
  const odd = [generation({ id: 'o1', conversationId: 'o1', request: [user('')], answer: [assistant('')] })]
  const to = temporaryFolder()
  await buildDataset({ from: [...odd, ...chat('a', 'topic1', 1)], to, steps, formats: [plain], split })
  const rows = Object.values(await filesIn(join(to, 'plain'))).flatMap(rowsIn)
  expect(rows).toHaveLength(2)
})
