import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Example } from '../../src/core/example.ts'
import type { Generation } from '../../src/core/generation.ts'
import { textOf } from '../../src/core/message.ts'
import { expectedAnswers, expectedPaths, moves, playChat, textOfPath } from './support/chat-tree.ts'
import { fold, type Folded } from './support/folding.ts'
import { assistant, generation, second, system, user, type GenerationParts } from './support/generations.ts'
import { runs } from '../support/runs.ts'

/** Generations with an id and a time each, in the order given. */
function timed(...calls: readonly GenerationParts[]): readonly Generation[] {
  return calls.map((parts, index) => generation({ id: `g${index}`, startedAt: second(index), ...parts }))
}

function inConversation(...calls: readonly GenerationParts[]): readonly Generation[] {
  return timed(...calls).map((one) => ({ ...one, conversationId: 'c' }))
}

/** The texts of an example, with a star at what is trained. */
function told(example: Example): readonly string[] {
  return example.messages.map(({ message, weight }) => `${message.role}: ${textOf(message)}${weight === 1 ? ' *' : ''}`)
}

function toldAll({ examples }: Folded): readonly (readonly string[])[] {
  return examples
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.id < b.id ? -1 : 1))
    .map(told)
}

const accounted = ({ examples, losses }: Folded) =>
  [...examples.flatMap((example) => example.generationIds), ...losses.map((loss) => loss.generationId)].sort()

const trainedIds = ({ examples }: Folded) =>
  examples
    .flatMap(({ messages }) =>
      messages.flatMap(({ weight, origin }) => (weight === 1 ? [origin?.generationId ?? ''] : [])),
    )
    .sort()

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

  test('a sliding window trains each answer once, though the app forgot the start', async () => {
    const folded = await fold(
      inConversation(
        { request: [user('a')], answer: [assistant('A')] },
        { request: [user('a'), assistant('A'), user('b')], answer: [assistant('B')] },
        { request: [user('b'), assistant('B'), user('c')], answer: [assistant('C')] },
      ),
    )
    expect(toldAll(folded)).toEqual([
      ['user: a', 'assistant: A *', 'user: b', 'assistant: B *'],
      ['user: b', 'assistant: B', 'user: c', 'assistant: C *'],
    ])
    expect(folded.conversations).toBe(1)
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

describe('whatever the log holds', () => {
  const shuffled = (events: readonly Generation[], seed: number) =>
    fc.sample(fc.shuffledSubarray([...events], { minLength: events.length }), { seed, numRuns: 1 })[0] ?? []

  test('chats with ids come back as they were, from any order of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 3 }), fc.nat(), async (chats, seed) => {
        const trees = chats.map((played, index) => playChat(`c${index}`, played, { conversationId: `c${index}` }))
        const events = trees.flatMap(({ generations }) => generations)
        const folded = await fold(shuffled(events, seed), { partitionBytes: seed % 2 === 0 ? 1 : 1e6 })
        const kept = trees.map(expectedAnswers)
        expect(
          folded.examples.map(({ messages }) => textOfPath(messages.map(({ message }) => message))).sort(),
        ).toEqual(kept.flatMap(expectedPaths).sort())
        expect(trainedIds(folded)).toEqual(
          kept
            .flat()
            .map(({ id }) => id)
            .sort(),
        )
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
      }),
      { numRuns: runs(100, 1_500) },
    )
  })

  test('chats without ids whose words differ come back, too', async () => {
    const plain = moves.map((played) =>
      played.map((move) => (move.kind === 'regenerate' ? { ...move, kind: 'ask' as const } : move)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 3 }), fc.nat(), async (chats, seed) => {
        const trees = chats.map((played, index) => playChat(`c${index}`, played, { userId: `u${index}` }))
        const events = trees.flatMap(({ generations }) => generations)
        const folded = await fold(shuffled(events, seed))
        expect(
          folded.examples.map(({ messages }) => textOfPath(messages.map(({ message }) => message))).sort(),
        ).toEqual(trees.flatMap((tree) => expectedPaths(tree.answers)).sort())
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
      }),
      { numRuns: runs(100, 1_500) },
    )
  })

  test('every generation ends in one example or one loss, and no order of the log changes where', async () => {
    const message = fc.record({
      role: fc.constantFrom('user', 'assistant', 'system'),
      text: fc.constantFrom('a', 'b', ' a '),
    })
    const call = fc.record({
      request: fc.array(message, { maxLength: 4 }),
      answer: fc.option(message, { nil: undefined }),
      status: fc.constantFrom('ok', 'ok', 'error', 'aborted'),
      conversationId: fc.constantFrom(undefined, undefined, 'c'),
      id: fc.constantFrom('g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7'),
      at: fc.nat({ max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 8 }), fc.nat(), async (calls, seed) => {
        const events = calls.map(({ request, answer, status, conversationId, id, at }) => {
          const say = ({ role, text }: { role: string; text: string }) =>
            role === 'user' ? user(text) : role === 'system' ? system(text) : assistant(text)
          const labels = conversationId === undefined ? {} : { conversationId }
          const parts = { id, startedAt: second(at), status: status as Generation['status'], ...labels }
          return generation({ ...parts, request: request.map(say), answer: answer === undefined ? [] : [say(answer)] })
        })
        const folded = await fold(events)
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
        expect(trainedIds(folded)).toEqual(folded.examples.flatMap(({ generationIds }) => generationIds).sort())
        const again = await fold(shuffled(events, seed))
        expect(again.examples).toEqual(folded.examples)
        expect(again.losses.toSorted(byId)).toEqual(folded.losses.toSorted(byId))
      }),
      { numRuns: runs(100, 1_500) },
    )
  })
})

function byId(a: Folded['losses'][number], b: Folded['losses'][number]): number {
  return `${a.generationId} ${a.reason}` < `${b.generationId} ${b.reason}` ? -1 : 1
}
