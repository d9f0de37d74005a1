import { describe, expect, test } from 'vitest'
import { fold, told, toldAll } from './support/folding.ts'
import { assistant, inConversation, second, system, timed, user } from './support/generations.ts'

describe('a conversation with an id', () => {
  test('turns that resend the history fold into one example', async () => {
    const { examples, losses, conversations } = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi'), assistant('hello'), user('how are you')], answer: [assistant('fine')] },
      ),
    )
    expect(examples.map(told)).toEqual([['user: hi', 'assistant: hello *', 'user: how are you', 'assistant: fine *']])
    expect(examples[0]).toMatchObject({ conversationId: 'c', startedAt: second(0), generationIds: ['g0', 'g1'] })
    expect([losses, conversations]).toEqual([[], 1])
  })

  test('a tool loop is one example, with the tools of its last request', async () => {
    const wish = { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'time', arguments: {} }] } as const
    const result = { role: 'tool', parts: [{ type: 'tool_result', id: '1', result: 'noon' }] } as const
    const { examples } = await fold(
      inConversation(
        { request: [user('time?')], answer: [wish], tools: [{ name: 'time' }] },
        {
          request: [user('time?'), wish, result],
          answer: [assistant('noon')],
          tools: [{ name: 'time' }, { name: 'place' }],
        },
      ),
    )
    expect(examples).toHaveLength(1)
    expect(examples[0]?.messages.map(({ message, weight }) => [message.role, weight])).toEqual([
      ['user', 0],
      ['assistant', 1],
      ['tool', 0],
      ['assistant', 1],
    ])
    expect(examples[0]?.tools?.map(({ name }) => name)).toEqual(['time', 'place'])
  })

  test('the answer stands as the model gave it, although the app sent it back without its reasoning', async () => {
    const thought = {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'easy' },
        { type: 'text', text: 'two' },
      ],
    } as const
    const calls = inConversation(
      { request: [user('1+1')], answer: [thought] },
      { request: [user('1+1'), assistant(' two\n'), user('sure?')], answer: [assistant('yes')] },
    )
    for (const events of [calls, calls.toReversed()]) {
      const { examples } = await fold(events)
      expect(examples[0]?.messages[1]?.message).toEqual(thought)
      expect(examples[0]?.generationIds).toEqual(['g0', 'g1'])
    }
  })

  test('a failed attempt that a retry made good is a retry, and one that nothing made good has its status', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('hi')], status: 'error' },
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi'), assistant('hello'), user('more')], status: 'aborted' },
        { request: [user('hi'), assistant('hello'), user('less')], answer: [] },
      ),
    )
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: hello *']])
    expect(folded.losses).toEqual([
      { generationId: 'g0', reason: 'retried' },
      { generationId: 'g2', reason: 'aborted' },
      { generationId: 'g3', reason: 'no_answer' },
    ])
  })

  test('of two answers to one message the one that was continued wins, though it is the older one', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi')], answer: [assistant('hey')] },
        { request: [user('hi'), assistant('hello'), user('go on')], answer: [assistant('on')] },
      ),
    )
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: hello *', 'user: go on', 'assistant: on *']])
    expect(folded.losses).toEqual([{ generationId: 'g1', reason: 'regenerated' }])
  })

  test('of answers that nobody continued the latest whole one wins', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('first')] },
        { request: [user('hi')], answer: [assistant('second')] },
        { request: [user('hi')], answer: [assistant('cut by len')], finishReason: 'length' },
        { request: [user('hi')], answer: [assistant('half')], status: 'aborted' },
      ),
    )
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: second *']])
    expect(folded.losses.map(({ generationId }) => generationId).sort()).toEqual(['g0', 'g2', 'g3'])
  })

  test('the same answer twice is trained once', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi')], answer: [assistant('hello')] },
      ),
    )
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: hello *']])
    expect(folded.losses).toEqual([{ generationId: 'g0', reason: 'regenerated' }])
  })

  test('an edited message branches: both ways stay, and what they share is trained once', async () => {
    const opening = [user('hi'), assistant('hello')]
    const folded = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [...opening, user('a')], answer: [assistant('A')] },
        { request: [...opening, user('b')], answer: [assistant('B')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: hi', 'assistant: hello *', 'user: a', 'assistant: A *'],
      ['user: hi', 'assistant: hello', 'user: b', 'assistant: B *'],
    ])
    expect(new Set(folded.examples.map(({ group }) => group)).size).toBe(1)
    expect(folded.losses).toEqual([])
  })

  test('an answer that was cut but went on being history stays in its place, with its status', async () => {
    const { examples } = await fold(
      inConversation(
        { request: [user('tell')], answer: [assistant('Once upon')], status: 'aborted' },
        { request: [user('tell'), assistant('Once upon'), user('shorter')], answer: [assistant('End.')] },
      ),
    )
    expect(examples.map(told)).toEqual([['user: tell', 'assistant: Once upon *', 'user: shorter', 'assistant: End. *']])
    expect(examples[0]?.messages[1]?.origin).toMatchObject({ generationId: 'g0', status: 'aborted' })
  })

  test('an answer that whoever asked did not read to its end is taken for aborted', async () => {
    const [call] = inConversation({ request: [user('tell')], answer: [assistant('Once upon a time.')] })
    if (call === undefined) throw new Error('no call')
    const { examples } = await fold([{ ...call, delivered: { chars: 4, complete: false, seenBy: 'express' } }])
    expect(examples[0]?.messages[1]?.origin).toMatchObject({ status: 'aborted' })
  })

  test('answers that only ever stood in a request are context without origin', async () => {
    const { examples } = await fold(
      inConversation({ request: [system('s'), user('2+2'), assistant('4'), user('3+3')], answer: [assistant('6')] }),
    )
    expect(examples.map(told)).toEqual([['system: s', 'user: 2+2', 'assistant: 4', 'user: 3+3', 'assistant: 6 *']])
    expect(examples[0]?.messages[2]?.origin).toBeUndefined()
  })

  test('of several choices in one response the one that was continued is trained', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('hi')], answer: [assistant('one'), assistant('two')] },
        { request: [user('hi'), assistant('two'), user('more')], answer: [assistant('three')] },
      ),
    )
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: two *', 'user: more', 'assistant: three *']])
    expect(folded.losses).toEqual([])
  })

  test('the same id again is a duplicate', async () => {
    const [one] = inConversation({ request: [user('hi')], answer: [assistant('hello')] })
    const folded = await fold(one === undefined ? [] : [one, structuredClone(one), one])
    expect(folded.examples.map(told)).toEqual([['user: hi', 'assistant: hello *']])
    expect(folded.losses).toEqual(Array.from({ length: 2 }, () => ({ generationId: 'g0', reason: 'duplicate' })))
  })

  test('tenants with the same conversation id are kept apart', async () => {
    const calls = inConversation(
      { request: [user('hi')], answer: [assistant('x')] },
      { request: [user('hi')], answer: [assistant('y')] },
    )
    const { examples } = await fold(calls.map((one, index) => ({ ...one, tenantId: `t${index}` })))
    expect(new Set(examples.map(({ group }) => group)).size).toBe(2)
  })

  test('the id of an example stays when the conversation goes on', async () => {
    const calls = inConversation(
      { request: [user('hi')], answer: [assistant('hello')] },
      { request: [user('hi'), assistant('hello'), user('more')], answer: [assistant('yes')] },
    )
    const [before, after] = [await fold(calls.slice(0, 1)), await fold(calls)]
    expect(after.examples[0]?.id).toBe(before.examples[0]?.id)
  })

  test('what an erasure names is left out, wherever it stands in the log', async () => {
    const calls = inConversation({ request: [user('hi')], answer: [assistant('hello')] }).map((one) => ({
      ...one,
      userId: 'u',
    }))
    const later = timed({ id: 'later', startedAt: second(60), request: [user('again')], answer: [assistant('here')] })
    const erasure = { v: 1, type: 'erasure', id: 'e', at: second(30), selector: { userId: 'u' } } as const
    const { examples, losses } = await fold([erasure, ...calls, ...later.map((one) => ({ ...one, userId: 'u' }))])
    expect(losses).toEqual([{ generationId: 'g0', reason: 'erased' }])
    expect(examples.map(told)).toEqual([['user: again', 'assistant: here *']])
  })
})
