import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divide, shares, tangledRows, type Row } from './support/splitting.ts'

const chats = (count: number, conversationOf = (id: number) => `chat ${id}`): readonly Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, user: `user ${id % 7}`, conversation: conversationOf(id) }))

const options = { by: 'time', validation: 0.1, test: 0.2 } as const

test('the newest rows are for testing, those before them for validation, exactly in the shares', () => {
  const { outcomes } = divide(chats(50), options)
  const said = [...outcomes.values()]
  expect(said).toEqual([
    ...Array.from({ length: 35 }, () => 'train'),
    ...Array.from({ length: 5 }, () => 'validation'),
    ...Array.from({ length: 10 }, () => 'test'),
  ])
})

test('a conversation is never cut: with its last row it goes to the newer part', () => {
  const rows = chats(50, (id) => (id === 3 || id === 48 ? 'long' : `chat ${id}`))
  const { outcomes } = divide(rows, options)
  expect([outcomes.get(3), outcomes.get(48)]).toEqual(['test', 'test'])
  expect([...outcomes.values()].filter((outcome) => outcome === 'test')).toHaveLength(10)
})

test('no row for training is newer than one of a conversation that is held out', () => {
  fc.assert(
    fc.property(tangledRows, shares, (tangled, some) => {
      const rows = tangled.map((row) => ({ ...row, cluster: -1 }))
      const { outcomes } = divide(rows, { ...some, by: 'time' })
      const last = (id: number) => Math.max(...rows.filter((row) => sameChat(row, rows[id])).map((row) => row.id))
      const ends = (split: string) => rows.filter(({ id }) => outcomes.get(id) === split).map(({ id }) => last(id))
      expect(Math.max(-1, ...ends('train'))).toBeLessThanOrEqual(Math.min(Infinity, ...ends('validation')))
      expect(Math.max(-1, ...ends('validation'))).toBeLessThanOrEqual(Math.min(Infinity, ...ends('test')))
    }),
    { numRuns: 100 },
  )
})

const sameChat = (one: Row, other: Row | undefined) =>
  one.conversation === other?.conversation && one.tenant === other.tenant

test('a conversation that is most of the data trains rather than leaving nothing to train', () => {
  const { outcomes } = divide(
    chats(50, () => 'the only one'),
    options,
  )
  expect(new Set(outcomes.values())).toEqual(new Set(['train']))
})

test('as data grows, the newest of the new rows are added to what is held out already', () => {
  const first = divide(chats(50), options)
  const { outcomes } = divide(chats(100), options, first.ledger)
  for (const [id, outcome] of first.outcomes) expect(outcomes.get(id)).toBe(outcome)
  const tested = [...outcomes].filter(([, outcome]) => outcome === 'test').map(([id]) => id)
  expect(tested).toEqual([...range(40, 50), ...range(90, 100)])
})

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
