import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textOf, type Message } from '../../../src/core/message.ts'
import { fold } from '../support/folding.ts'
import { assistant, generation, second, system, user, type GenerationParts } from '../support/generations.ts'

/** A call of a client whose server keeps the history: it sends what is new, and names the response before. */
function call(id: string, said: readonly [string, string], { previous, ...parts }: CallParts = {}): Generation {
  const [question, answer] = said
  const base = generation({
    id,
    request: [user(question)],
    answer: [assistant(answer)],
    ...parts,
  })
  const request = { ...base.request, ...(previous === undefined ? {} : { previousResponseId: `resp_${previous}` }) }
  return { ...base, request, response: { ...base.response, id: `resp_${id}` } }
}

type CallParts = GenerationParts & { readonly previous?: string }

const chat = [
  call('a', ['What is it?', 'A teapot.']),
  call('b', ['And its price?', 'Nine euros.'], { previous: 'a', startedAt: second(1) }),
  call('c', ['Buy it.', 'Done.'], { previous: 'b', startedAt: second(2) }),
]

const texts = (messages: readonly { readonly message: Message }[]) => messages.map(({ message }) => textOf(message))
const WHOLE = ['What is it?', 'A teapot.', 'And its price?', 'Nine euros.', 'Buy it.', 'Done.']

describe('calls that go on from a response that the server keeps', () => {
  test.for([
    ['in order', chat],
    ['the other way round', chat.toReversed()],
  ] as const)('become one conversation, %s', async ([, events]) => {
    const { examples, losses, conversations } = await fold(events)
    expect(losses).toEqual([])
    expect(conversations).toBe(1)
    expect(examples.map(({ messages }) => texts(messages))).toEqual([WHOLE])
    expect(examples[0]?.messages.map(({ weight }) => weight)).toEqual([0, 1, 0, 1, 0, 1])
    expect(examples[0]?.generationIds).toEqual(['a', 'b', 'c'])
  })

  test.for(['msg_', 'context-'])('whose ids begin with %s are gone on from too', async (prefix) => {
    const renamed = JSON.parse(JSON.stringify(chat).replaceAll('"resp_', `"${prefix}`)) as readonly Generation[]
    expect((await fold(renamed)).examples.map(({ messages }) => texts(messages))).toEqual([WHOLE])
  })

  test('tool results go on behind the tool call', async () => {
    const wish: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'x', name: 'price', arguments: {} }] }
    const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'x', result: 9 }] }
    const { examples } = await fold([
      call('a', ['Price?', ''], { answer: [wish] }),
      call('b', ['', 'Nine.'], { previous: 'a', request: [result], startedAt: second(1) }),
    ])
    expect(examples.map(({ messages }) => messages.map(({ message }) => message.role))).toEqual([
      ['user', 'assistant', 'tool', 'assistant'],
    ])
  })

  test('instructions that every request brings again stand once', async () => {
    const { examples } = await fold([
      call('a', ['', 'A teapot.'], { request: [system('Be brief.'), user('What?')] }),
      call('b', ['', 'Nine.'], {
        previous: 'a',
        request: [system('Be brief.'), user('Price?')],
        startedAt: second(1),
      }),
      call('c', ['', 'Neuf.'], { previous: 'b', request: [system('In French.'), user('?')], startedAt: second(2) }),
    ])
    expect(examples.map(({ messages }) => texts(messages))).toEqual([
      ['Be brief.', 'What?', 'A teapot.', 'Price?', 'Nine.'],
      ['In French.', 'What?', 'A teapot.', 'Price?', 'Nine.', '?', 'Neuf.'],
    ])
    expect(examples[1]?.messages.map(({ weight }) => weight)).toEqual([0, 0, 0, 0, 0, 0, 1])
  })

  test('instructions that are not sent again are not in force any more', async () => {
    const { examples } = await fold([
      call('a', ['', 'A teapot.'], { request: [system('Be brief.'), user('What?')] }),
      call('b', ['Price?', 'Nine.'], { previous: 'a', startedAt: second(1) }),
      call('c', ['Buy it.', 'Done.'], { previous: 'b', startedAt: second(2) }),
    ])
    expect(examples.map(({ messages }) => texts(messages))).toEqual([
      ['Be brief.', 'What?', 'A teapot.'],
      ['What?', 'A teapot.', 'Price?', 'Nine.', 'Buy it.', 'Done.'],
    ])
  })

  test('two chats that begin alike stay apart', async () => {
    const { examples, losses } = await fold([
      call('a', ['hi', 'hello']),
      call('b', ['hi', 'hello'], { startedAt: second(1) }),
      call('c', ['I want tea', 'Here.'], { previous: 'a', startedAt: second(2) }),
      call('d', ['I want coffee', 'Here!'], { previous: 'b', startedAt: second(3) }),
    ])
    expect(losses).toEqual([])
    expect(new Set(examples.map(({ generationIds }) => generationIds.join()))).toEqual(new Set(['a,c', 'b,d']))
  })

  test('the same question again from one response is a branch', async () => {
    const named = { conversationId: 'k' }
    const { examples, losses } = await fold([
      call('a', ['hi', 'hello'], named),
      call('b', ['tea?', 'no'], { ...named, previous: 'a', startedAt: second(1) }),
      call('c', ['tea?', 'yes'], { ...named, previous: 'a', startedAt: second(2) }),
    ])
    expect(losses).toEqual([{ generationId: 'b', reason: 'regenerated' }])
    expect(examples.map(({ generationIds }) => generationIds)).toEqual([['a', 'c']])
  })

  test('a call that first got its conversation id later stays in its conversation', async () => {
    const { examples } = await fold([
      call('a', ['hi', 'hello']),
      call('b', ['tea?', 'yes'], { conversationId: 'k', previous: 'a', startedAt: second(1) }),
    ])
    expect(examples.map(({ generationIds }) => generationIds)).toEqual([['a', 'b']])
  })

  test('without the response in the log it is told, not trained without its history', async () => {
    const [, ...rest] = chat
    const { examples, losses } = await fold(rest)
    expect(examples).toEqual([])
    expect(losses).toContainEqual({ generationId: 'b', reason: 'history_missing' })
    expect(losses).toHaveLength(2)
  })

  test('another tenant’s response is none of ours', async () => {
    const { losses } = await fold([
      call('a', ['hi', 'hello'], { tenantId: 'one' }),
      call('b', ['tea?', 'yes'], { tenantId: 'two', previous: 'a' }),
    ])
    expect(losses).toEqual([{ generationId: 'b', reason: 'history_missing' }])
  })

  test.for([[{ generationId: 'b' }], [{ userId: 'u' }], [{ conversationId: 'k' }]])(
    'what was erased (%j) comes back by no later call, also where only it had that name',
    async ([selector]) => {
      const parts = [{}, { userId: 'u', conversationId: 'k' }, {}]
      const events = chat.map((event, index) => ({ ...event, ...parts[index] }))
      const erasure = { v: 1, type: 'erasure', id: 'e', at: second(99), selector } as const
      const { examples, losses } = await fold([...events, erasure as unknown as Generation])
      expect(examples.map(({ messages }) => texts(messages))).toEqual([WHOLE.slice(0, 2)])
      expect(losses).toEqual([
        { generationId: 'b', reason: 'erased' },
        { generationId: 'c', reason: 'history_missing' },
      ])
    },
  )

  test('of two responses with one id none is gone on from, whichever came first', async () => {
    const other = { ...call('z', ['Other?', 'Other.']), response: { ...chat[0]?.response, id: 'resp_a' } } as Generation
    for (const events of [
      [other, ...chat],
      [...chat, other],
    ]) {
      expect((await fold(events)).losses).toContainEqual({ generationId: 'b', reason: 'history_missing' })
    }
  })

  test('responses that name each other end', async () => {
    const { losses } = await fold([
      call('a', ['1', '2'], { previous: 'b' }),
      call('b', ['3', '4'], { previous: 'a' }),
      call('c', ['5', '6'], { previous: 'c' }),
    ])
    expect(losses.map(({ reason }) => reason)).toEqual(Array(3).fill('history_missing'))
  })

  test('any tree of responses in any order gives its paths back', async () => {
    const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(tree, fc.infiniteStream(fc.nat()), async (parents, order) => {
        const paths: string[][] = []
        const calls = parents.map((pick, index) => {
          const previous = index === 0 ? undefined : pick % index
          paths.push([...(previous === undefined ? [] : (paths[previous] ?? [])), `q${index}`, `a${index}`])
          return call(String(index), [`q${index}`, `a${index}`], {
            startedAt: second(index),
            ...(previous === undefined ? {} : { previous: String(previous) }),
          })
        })
        const leaves = paths.filter((_, index) => !parents.some((pick, child) => child > 0 && pick % child === index))
        const shuffled = calls.toSorted(() => ((order.next().value ?? 0) % 2 === 0 ? -1 : 1))
        const { examples } = await fold(shuffled)
        expect(new Set(examples.map(({ messages }) => texts(messages).join()))).toEqual(new Set(leaves.map(String)))
        const trained = examples.flatMap(({ messages }) => messages.filter(({ weight }) => weight === 1))
        expect(trained).toHaveLength(calls.length)
      }),
      { numRuns: 60 },
    )
  })
})
