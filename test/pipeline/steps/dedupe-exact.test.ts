import { describe, expect, test } from 'vitest'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { dedupeExact } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'

testStep(dedupeExact(), { describe, test })

const call = (city: string): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id: city, name: 'weather', arguments: { city, unit: 'C' } }],
})

async function areDuplicates(one: readonly Saying[], other: readonly Saying[]): Promise<boolean> {
  const { dropped } = await runStep(dedupeExact(), [exampleOf(one), exampleOf(other, { id: 'example-2' })])
  const expected = { id: 'example-1', reason: 'exact_duplicate', detail: { of: 'example-2' } }
  const swapped = { id: 'example-2', reason: 'exact_duplicate', detail: { of: 'example-1' } }
  for (const drop of dropped) expect([expected, swapped]).toContainEqual(drop)
  return dropped.length === 1
}

test('case, white space and Unicode form make no difference', async () => {
  expect(await areDuplicates(['What is a Bee?', 'An  insect.\n'], ['what is a bee?', ' An insect.'])).toBe(true)
  expect(await areDuplicates(['Ｃafe\u0301', 'Ja'], ['café', 'ja'])).toBe(true)
})

test('ids of calls, the order of arguments and reasoning make no difference', async () => {
  const thought: Message = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: 'Yes' },
    ],
  }
  const turned: Message = {
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'other', name: 'weather', arguments: { unit: 'C', city: 'Bern' } }],
  }
  expect(await areDuplicates(['Sun?', thought], ['Sun?', 'Yes'])).toBe(true)
  expect(await areDuplicates(['Sun?', call('Bern')], ['Sun?', turned])).toBe(true)
})

test.for<[string, readonly Saying[], readonly Saying[]]>([
  ['another answer', ['Hi', 'Hello'], ['Hi', 'Hey']],
  ['another role', [textMessage('system', 'Hi'), textMessage('assistant', 'Yes')], ['Hi', 'Yes']],
  ['one message more', ['Hi', 'Hello'], ['Hi', 'Hello', 'And?', 'Fine']],
  ['another cut between messages', ['a b', 'c'], ['a', 'b c']],
  ['other arguments', ['Sun?', call('Bern')], ['Sun?', call('Basel')]],
  ['a sign less', ['Sun?', 'Yes'], ['Sun', 'Yes']],
])('%s makes another conversation', async ([, one, other]) => {
  expect(await areDuplicates(one, other)).toBe(false)
})

test('a build remembers nothing of the build before', async () => {
  const step = dedupeExact()
  const example = exampleOf(['Hi', 'Hello'])
  expect((await runStep(step, [example])).kept).toHaveLength(1)
  expect((await runStep(step, [example])).kept).toHaveLength(1)
})

test('of many copies the best one stays, whatever the order', async () => {
  const copy = (id: string, startedAt: string, thumb?: 'up' | 'down') => {
    const example = exampleOf(['Hi', 'Hello'], { id, startedAt })
    const messages = example.messages.map((entry) =>
      entry.origin === undefined || thumb === undefined
        ? entry
        : { ...entry, origin: { ...entry.origin, feedback: { thumb } } },
    )
    return { ...example, messages }
  }
  const copies = [
    copy('praised', '2026-01-01T00:00:00.000Z', 'up'),
    copy('late', '2026-01-03T00:00:00.000Z'),
    copy('early', '2026-01-02T00:00:00.000Z'),
    copy('blamed', '2026-01-04T00:00:00.000Z', 'down'),
  ]
  for (let from = 0; from < copies.length; from += 1) {
    for (const order of [copies.slice(from), copies.slice(from).toReversed()]) {
      const { kept } = await runStep(dedupeExact(), order)
      expect(kept.map(({ id }) => id)).toEqual([copies[from]?.id])
    }
  }
})

test('of copies that are equally good the one with the smallest id stays, whatever the order', async () => {
  const copies = ['b', 'a', 'c'].map((id) => exampleOf(['Hi', 'Hello'], { id }))
  for (const order of [copies, copies.toReversed()]) {
    expect((await runStep(dedupeExact(), order)).kept.map(({ id }) => id)).toEqual(['a'])
  }
})
