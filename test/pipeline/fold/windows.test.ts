import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/core/message.ts'
import { accounted, fold, toldAll } from '../support/folding.ts'
import { assistant, generation, inConversation, replayChat, second, system, user } from '../support/generations.ts'

const rules = system('Be brief.')
const chat = [
  user('a'),
  assistant('A'),
  user('b'),
  assistant('B'),
  user('c'),
  assistant('C'),
  user('d'),
  assistant('D'),
]
const WHOLE = ['user: a', 'assistant: A *', 'user: b', 'assistant: B *', 'user: c', 'assistant: C *', 'user: d']

/** The calls of a chat whose app sends so many of the last messages. */
function windowed(messages: readonly Message[], size: number, opening: readonly Message[] = []) {
  return replayChat(messages, (answer) => ({
    id: `g${answer}`,
    startedAt: second(answer),
    conversationId: 'c',
  })).map((call) => ({ ...call, request: { messages: [...opening, ...call.request.messages.slice(-size)] } }))
}

describe('an app that sends only the last messages', () => {
  test.for([2, 3, 4, 5])('of them %i: the conversation is one row, each answer is trained once', async (size) => {
    const events = windowed(chat, size)
    for (const log of [events, events.toReversed()]) {
      const folded = await fold(log)
      expect(toldAll(folded)).toEqual([[...WHOLE, 'assistant: D *']])
      expect(folded.examples[0]?.flags).toEqual(['history_cut'])
      expect(folded.losses).toEqual([])
    }
  })

  test('and the instructions in front of them', async () => {
    const folded = await fold(windowed(chat, 3, [rules]))
    expect(toldAll(folded)).toEqual([['system: Be brief.', ...WHOLE, 'assistant: D *']])
  })

  test('and counts the instructions among them, so that they are cut off too', async () => {
    const folded = await fold(windowed([rules, ...chat], 4))
    expect(toldAll(folded)).toEqual([['system: Be brief.', ...WHOLE, 'assistant: D *']])
  })

  test('also cut in the middle of a tool loop', async () => {
    const wish: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'time', arguments: {} }] }
    const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: '1', result: 'noon' }] }
    const loop = [user('a'), assistant('A'), user('time?'), wish, result, assistant('noon'), user('ok'), assistant('!')]
    for (const size of [2, 3, 4]) {
      const { examples, losses } = await fold(windowed(loop, size))
      expect(examples.map(({ messages }) => messages.map(({ message }) => message))).toEqual([loop])
      expect(losses).toEqual([])
    }
  })

  test('goes on from the latest of equal answers', async () => {
    const again = [user('a'), assistant('A'), user('x'), assistant('ok'), user('b'), assistant('ok'), user('c')]
    const folded = await fold(windowed([...again, assistant('C')], 2))
    expect(folded.examples).toHaveLength(1)
    expect(folded.examples[0]?.messages.map(({ message }) => message)).toEqual([...again, assistant('C')])
  })

  test('regenerates and edits within the window, as without one', async () => {
    const last = { request: [user('b'), assistant('B'), user('c')] }
    const folded = await fold(
      inConversation(
        { request: [user('a')], answer: [assistant('A')] },
        { request: chat.slice(0, 3), answer: [assistant('B')] },
        { ...last, answer: [assistant('C')] },
        { ...last, answer: [assistant('C again')] },
        { request: [user('b'), assistant('B'), user('other')], answer: [assistant('O')] },
      ),
    )
    expect(folded.losses).toEqual([{ generationId: 'g2', reason: 'regenerated' }])
    expect(toldAll(folded)).toEqual([
      ['user: a', 'assistant: A *', 'user: b', 'assistant: B *', 'user: c', 'assistant: C again *'],
      ['user: a', 'assistant: A', 'user: b', 'assistant: B', 'user: other', 'assistant: O *'],
    ])
  })

  test('under other instructions begins a row of its own: the model was told something else', async () => {
    const folded = await fold(
      inConversation(
        { request: [rules, user('a')], answer: [assistant('A')] },
        { request: [rules, user('a'), assistant('A'), user('b')], answer: [assistant('B')] },
        { request: [system('In French.'), user('b'), assistant('B'), user('c')], answer: [assistant('Cé')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['system: Be brief.', 'user: a', 'assistant: A *', 'user: b', 'assistant: B *'],
      ['system: In French.', 'user: b', 'assistant: B', 'user: c', 'assistant: Cé *'],
    ])
  })
})

test('a summary in place of older turns begins a row that holds what the model saw, and goes on there', async () => {
  const summary = user('Summary: a was answered with A.')
  const folded = await fold(
    inConversation(
      { request: [user('a')], answer: [assistant('A')] },
      { request: chat.slice(0, 3), answer: [assistant('B')] },
      { request: [summary, user('b'), assistant('B'), user('c')], answer: [assistant('C')] },
      { request: [summary, ...chat.slice(2, 7)], answer: [assistant('D')] },
    ),
  )
  const told = `user: Summary: a was answered with A.`
  expect(toldAll(folded)).toEqual([
    ['user: a', 'assistant: A *', 'user: b', 'assistant: B *'],
    [told, 'user: b', 'assistant: B', 'user: c', 'assistant: C *', 'user: d', 'assistant: D *'],
  ])
  expect(new Set(folded.examples.map(({ group }) => group)).size).toBe(1)
  expect(folded.examples.flatMap(({ flags }) => flags)).toEqual([])
})

describe('without ids', () => {
  const unnamed = (size: number, name: string, messages = chat) =>
    windowed(messages, size, [rules]).map((call) => ({ ...call, id: `${name}${call.id}`, conversationId: '' }))

  test.for([2, 3, 4, 5])('the last %i messages find the one chat that they go on from', async (size) => {
    const events = unnamed(size, '')
    for (const log of [events, events.toReversed()]) {
      const folded = await fold(log)
      expect(toldAll(folded)).toEqual([['system: Be brief.', ...WHOLE, 'assistant: D *']])
      expect(folded.conversations).toBe(1)
    }
  })

  test('the last messages that two chats end with are joined to neither', async () => {
    const other = [user('z'), assistant('Z'), ...chat.slice(2)]
    const folded = await fold([...unnamed(3, 'x'), ...unnamed(3, 'y', other)])
    const rows = toldAll(folded).map((row) => row.join(', '))
    expect(rows.filter((row) => row.includes('user: c') && /user: [az]/.test(row))).toEqual([])
    expect(accounted(folded)).toHaveLength(8)
    expect(folded.losses).toEqual([])
  })

  test.for(['userId', 'tenantId', 'sessionId'])('another %s is another chat', async (label) => {
    const events = unnamed(2, '').map((call, index) => ({ ...call, [label]: `${index}` }))
    expect((await fold(events)).examples).toHaveLength(4)
  })
})

describe('instructions with a date', () => {
  const days = ['Friday, November 27, 2026', 'Saturday, November 28, 2026', 'Monday, May 4, 2027']
  const dated = days.map((day) => system(`You help. Today is ${day}.`))

  test.for([{ conversationId: 'c' }, {}])('%j: the conversation stays one, as it was told last', async (labels) => {
    const calls = replayChat(chat.slice(0, 6), (answer) => ({ id: `g${answer}`, startedAt: second(answer), ...labels }))
    const events = calls.map((call, index) => {
      return generation({
        ...call,
        request: [dated[index] ?? rules, ...call.request.messages],
        answer: call.response.messages,
      })
    })
    for (const log of [events, events.toReversed()]) {
      const folded = await fold(log)
      const expected = ['system: You help. Today is Monday, May 4, 2027.', ...WHOLE.slice(0, 6)]
      expect(toldAll(folded)).toEqual([expected])
    }
  })

  test('that differ in more are other instructions', async () => {
    const folded = await fold(
      inConversation(
        { request: [system('Tea costs 9 euros.'), user('a')], answer: [assistant('A')] },
        { request: [system('Tea costs 8 euros.'), user('a'), assistant('A'), user('b')], answer: [assistant('B')] },
      ),
    )
    expect(folded.examples).toHaveLength(2)
    expect(accounted(folded)).toEqual(['g0', 'g1'])
  })
})
