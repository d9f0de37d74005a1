import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { Json } from '../../../src/core/json.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { createDecoder } from '../../../src/storage/codec/decoder.ts'
import { columnsOf } from '../../../src/storage/postgres/columns.ts'
import type { Connection } from '../../../src/storage/postgres/connect.ts'
import { linearRows } from '../../../src/storage/postgres/linear.ts'
import { namesOf } from '../../../src/storage/postgres/names.ts'
import { wholeOf } from '../../../src/storage/postgres/whole.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'

const nobody: Connection = { query: () => Promise.reject(new Error('nothing is to be asked')) }

const text = fc.constantFrom('Hi', 'Hi ', 'a\u0000b', '\ud800', '__proto__', 'tea')
const message = fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), text })
const step = fc.record({
  /** Which earlier call it continues. */
  from: fc.nat(6),
  /** How many messages of that call's history, with its answer, it keeps. */
  keeps: fc.nat(8),
  added: fc.array(message, { maxLength: 3 }),
  answer: fc.array(message, { maxLength: 2 }),
  conversation: fc.constantFrom(undefined, '', 'c1', 'c2'),
  user: fc.constantFrom(undefined, 'u1'),
  month: fc.constantFrom('2026-01-31T12:00:00.000Z', '2026-02-01T00:00:00.000Z', 'no time'),
  id: fc.constantFrom('', '"', 'é', '\ud800', '__proto__', 'x'.repeat(600), 'sha256:x'),
  request: fc.record(
    {
      base: fc.constantFrom<Json>({ id: 'call 0', count: 1 }, { own: 1 }, 'mine', null),
      params: fc.constantFrom({ temperature: 1 }, { temperature: 0 }),
      toolChoice: fc.constantFrom<Json>('auto', null),
      __proto__: fc.constant('own'),
    },
    { requiredKeys: [] },
  ),
})

test('whatever a call shares with others, it comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const calls = callsOf(steps)
      const rows = calls.map((event, seq) => ({ event, columns: columnsOf(event), seq }))
      const stored = await linearRows(nobody, namesOf('finetap'), rows, false)
      const decoder = createDecoder()
      const read = stored.map(({ columns, base, body }) => wholeOf(decoder, { type: columns.type, base, body }))
      // A base that was continued has left the window of the reader, who then asks for it.
      for (const [index, whole] of read.entries()) {
        const value = whole.ok ? whole.value : wholeBehind(stored, index)
        expect(value).toEqual(JSON.parse(JSON.stringify(calls[index])))
      }
    }),
    { numRuns: runs(150, 5_000) },
  )
})

type Steps = typeof step extends fc.Arbitrary<infer Step> ? readonly Step[] : never

function callsOf(steps: Steps): readonly Generation[] {
  const histories: (readonly Message[])[] = []
  return steps.map(({ from, keeps, added, answer, conversation, user, month, id, request }, index) => {
    const kept = histories[Math.min(from, index - 1)]?.slice(0, keeps) ?? []
    const messages = [...kept, ...added.map(messageOf)]
    const answers = answer.map(messageOf)
    histories.push([...messages, ...answers])
    const call = sampleGeneration(id === '' ? id : `call ${index}${id}`, {
      ...(conversation === undefined ? {} : { conversationId: conversation }),
      ...(user === undefined ? {} : { userId: user }),
      startedAt: month,
    })
    const changed = { ...call.request, ...request, messages }
    return { ...call, request: changed, response: { ...call.response, messages: answers } }
  })
}

function messageOf({ role, text: words }: { readonly role: string; readonly text: string }): Message {
  return { ...textMessage('user', words), role: role === 'tool' ? 'tool' : role === 'user' ? 'user' : 'assistant' }
}

type Rows = Awaited<ReturnType<typeof linearRows>>

/** As a reader makes it whole who has what it builds on, and nothing else. */
function wholeBehind(stored: Rows, index: number): unknown {
  const chain: Rows[number][] = []
  let next = stored[index]
  while (next !== undefined) {
    chain.unshift(next)
    const { base } = next
    next = stored.find(({ columns }) => columns.id === base)
  }
  const decoder = createDecoder()
  const read = chain.map(({ columns, base, body }) => wholeOf(decoder, { type: columns.type, base, body }))
  const last = read.at(-1)
  return last?.ok === true ? last.value : last
}
