import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { checkBursts, type CheckBurstsOptions } from '../../../src/pipeline/steps/check-bursts.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(checkBursts(), { describe, test })
testStep(checkBursts({ action: 'drop', conversations: 1, copies: 1 }), { describe, test })

const MINUTE = 60_000
const START = Date.parse('2026-01-02T00:00:00Z')

type Chat = {
  readonly minute: number
  readonly user?: string
  readonly opening?: string
  readonly conversation?: string
}

const exampleAt = ({ minute, user = 'ada', opening, conversation }: Chat, index: number): Example =>
  exampleOf([opening ?? `A question of its own, number ${index}`, 'An answer.'], {
    id: `${index}`,
    conversationId: conversation ?? `conversation-${index}`,
    startedAt: new Date(START + minute * MINUTE).toISOString(),
    ...(user === '' ? {} : { userId: user }),
  })

const hits = async (chats: readonly Chat[], options?: CheckBurstsOptions): Promise<readonly number[]> => {
  const { kept } = await runStep(checkBursts(options), chats.map(exampleAt))
  return kept.filter((example) => example.flags.includes('bot_burst')).map((example) => Number(example.id))
}

const every = (minutes: number, count: number, chat: Partial<Chat> = {}): Chat[] =>
  Array.from({ length: count }, (_, index) => ({ minute: index * minutes, ...chat }))

test('more than 100 conversations in ten minutes: all but the first', async () => {
  const marked = await hits(every(0.05, 150))
  expect(marked).toEqual(Array.from({ length: 149 }, (_, index) => index + 1))
  expect(await hits(every(0.05, 100))).toEqual([])
  expect(await hits(every(1, 500))).toEqual([])
})

test('only the stretch of time that is too full is marked', async () => {
  const chats = [
    ...every(1, 5),
    ...every(0.1, 6).map((chat) => ({ ...chat, minute: chat.minute + 60 })),
    { minute: 200 },
  ]
  expect(await hits(chats, { conversations: 5, minutes: 2 })).toEqual([6, 7, 8, 9, 10])
})

test('users are told apart, and who has no name is left alone', async () => {
  const chats = every(0.01, 60).flatMap((chat) => [chat, { ...chat, user: 'bob' }, { ...chat, user: '' }])
  expect(await hits(chats)).toEqual([])
  expect(await hits(every(0.01, 200, { user: '' }))).toEqual([])
})

test('rows of one conversation are one', async () => {
  expect(await hits(every(0.01, 200, { conversation: 'same' }))).toEqual([])
})

test('the same opening more than five times a day', async () => {
  const opening = 'Please give me the status report'
  expect(await hits(every(60, 6, { opening }))).toEqual([1, 2, 3, 4, 5])
  expect(await hits(every(60, 5, { opening }))).toEqual([])
  expect(await hits(every(60 * 24, 30, { opening }))).toEqual([])
  expect(await hits(every(60, 12, { opening: 'hi' }))).toEqual([])
  const written = [
    opening,
    opening.toUpperCase(),
    `${opening}!`,
    ` ${opening} `,
    opening.replaceAll(' ', '  '),
    `${opening}?`,
  ]
  expect(await hits(written.map((text, minute) => ({ minute, opening: text })))).toHaveLength(5)
  expect(await hits(every(60, 6, { opening: '请给我今天的状态报告' }))).toHaveLength(5)
})

test('may drop instead, and wild times do no harm', async () => {
  const chats = every(0.01, 3).map(exampleAt)
  const { kept, dropped } = await runStep(checkBursts({ action: 'drop', conversations: 2 }), chats)
  expect(kept.map(({ id }) => id)).toEqual(['0'])
  expect(dropped).toEqual([
    { id: '1', reason: 'bot_burst' },
    { id: '2', reason: 'bot_burst' },
  ])
  const wild = ['', 'yesterday', '9999-99-99', '-271821-04-20T00:00:00Z'].map((startedAt) => ({
    ...exampleAt({ minute: 0 }, 0),
    startedAt,
  }))
  expect((await runStep(checkBursts({ conversations: 1 }), wild)).kept).toHaveLength(4)
  expect(() => checkBursts({ copies: 0 })).toThrow('limit of checkBursts')
})
