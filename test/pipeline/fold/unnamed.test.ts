import { describe, expect, test } from 'vitest'
import { fold, toldAll, told } from '../support/folding.ts'
import { assistant, generation, second, timed, user } from '../support/generations.ts'

describe('conversations without an id', () => {
  test('a call that extends exactly one earlier answer belongs to its conversation', async () => {
    const { examples, conversations } = await fold(
      timed(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi'), assistant('hello'), user('more')], answer: [assistant('yes')] },
      ),
    )
    expect(examples.map(told)).toEqual([['user: hi', 'assistant: hello *', 'user: more', 'assistant: yes *']])
    expect(conversations).toBe(1)
  })

  test('two people who say hi and get the same greeting are not joined', async () => {
    const opening = [user('hi'), assistant('hello')]
    const folded = await fold(
      timed(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [...opening, user('a')], answer: [assistant('A')] },
        { request: [...opening, user('b')], answer: [assistant('B')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: hi', 'assistant: hello *'],
      ['user: hi', 'assistant: hello *'],
      ['user: hi', 'assistant: hello', 'user: a', 'assistant: A *'],
      ['user: hi', 'assistant: hello', 'user: b', 'assistant: B *'],
    ])
    expect(folded.losses).toEqual([])
    expect(folded.conversations).toBe(4)
  })

  test('the one who comes second does not take the first one’s conversation away', async () => {
    const opening = [user('hi'), assistant('hello')]
    const folded = await fold(
      timed(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [...opening, user('a')], answer: [assistant('A')] },
        { request: [user('hi')], answer: [assistant('hello')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: hi', 'assistant: hello *', 'user: a', 'assistant: A *'],
      ['user: hi', 'assistant: hello *'],
    ])
  })

  test('different answers to the same words are no regenerations', async () => {
    const folded = await fold(
      timed(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: [user('hi')], answer: [assistant('hey')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: hi', 'assistant: hello *'],
      ['user: hi', 'assistant: hey *'],
    ])
    expect(folded.losses).toEqual([])
    expect(new Set(folded.examples.map(({ group }) => group)).size).toBe(2)
  })

  test('the same continuation with the same answer again stands for itself', async () => {
    const asked = [user('hi'), assistant('hello'), user('a')]
    const folded = await fold(
      timed(
        { request: [user('hi')], answer: [assistant('hello')] },
        { request: asked, answer: [assistant('A')] },
        { request: asked, answer: [assistant('A')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: hi', 'assistant: hello *', 'user: a', 'assistant: A *'],
      ['user: hi', 'assistant: hello', 'user: a', 'assistant: A *'],
    ])
    expect([folded.losses, folded.conversations]).toEqual([[], 2])
  })

  test('calls of the same millisecond are joined by what they send', async () => {
    const startedAt = second(0)
    const { examples } = await fold([
      generation({
        id: 'a',
        startedAt,
        request: [user('hi'), assistant('hello'), user('more')],
        answer: [assistant('yes')],
      }),
      generation({ id: 'b', startedAt, request: [user('hi')], answer: [assistant('hello')] }),
    ])
    expect(examples.map(told)).toEqual([['user: hi', 'assistant: hello *', 'user: more', 'assistant: yes *']])
  })

  test('a failure is a retry only within its turn: others may have asked the same', async () => {
    const { losses } = await fold(
      timed(
        { turnId: 't', request: [user('hi')], status: 'error' },
        { request: [user('hi')], status: 'error' },
        { turnId: 't', request: [user('hi')], answer: [assistant('hello')] },
      ),
    )
    expect(losses).toEqual([
      { generationId: 'g0', reason: 'retried' },
      { generationId: 'g1', reason: 'error' },
    ])
  })

  test('users are kept apart, though they say the same', async () => {
    const calls = timed(
      { request: [user('hi')], answer: [assistant('hello')], userId: 'u' },
      { request: [user('hi'), assistant('hello'), user('more')], answer: [assistant('yes')], userId: 'w' },
    )
    expect((await fold(calls)).conversations).toBe(2)
  })

  test('equal tool calls of two people are told apart by their turns', async () => {
    const wish = { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'time', arguments: {} }] } as const
    const result = { role: 'tool', parts: [{ type: 'tool_result', id: '1', result: 'noon' }] } as const
    const turn = (turnId: string, answer: string) => [
      { turnId, request: [user('time?')], answer: [wish] },
      { turnId, request: [user('time?'), wish, result], answer: [assistant(answer)] },
    ]
    const [a0, a1] = turn('a', 'noon')
    const [b0, b1] = turn('b', 'twelve')
    const folded = await fold(timed({ ...a0 }, { ...b0 }, { ...a1 }, { ...b1 }))
    expect(folded.examples.map(({ generationIds }) => generationIds.join()).sort()).toEqual(['g0,g2', 'g1,g3'])
  })
})
