import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { runs } from '../../support/runs.ts'
import { moves, playChat } from '../support/chat-tree.ts'
import { accounted, fold, type Folded } from '../support/folding.ts'
import { assistant, generation, inConversation, second, system, user } from '../support/generations.ts'

type Form = (message: Message) => Message

const inText = (change: (text: string) => string): Form => {
  const changed = (part: Part): Part => (part.type === 'text' ? { ...part, text: change(part.text) } : part)
  return (message) => ({ ...message, parts: message.parts.map(changed) })
}

/** What apps do to messages before they send them again. */
const FORMS: readonly Form[] = [
  (message) => message,
  (message) => structuredClone(message),
  (message) => ({ parts: message.parts, role: message.role }),
  inText((text) => ` ${text}\n`),
  inText((text) => text.replace(/^<think>.*<\/think>/, '')),
  (message) => ({ ...message, parts: message.parts.filter(({ type }) => type !== 'reasoning') }),
  (message) => ({
    ...message,
    parts: message.parts.map((part) =>
      part.type === 'tool_call' ? { ...part, arguments: { b: [1, { d: 1, c: '' }], ...part.arguments } } : part,
    ),
  }),
]

/** Each call of a chat sends its history in a form that the app chooses, and thinks before it answers. */
function inForms(calls: readonly Generation[], forms: readonly number[]): readonly Generation[] {
  const formOf = (index: number): Form => FORMS[(forms[index % forms.length] ?? 0) % FORMS.length] ?? ((one) => one)
  return calls.map((call, index) => ({
    ...call,
    request: { messages: call.request.messages.map((message, at) => formOf(index + at)(message)) },
    response: {
      messages: call.response.messages.map((message) => {
        return index % 3 === 0 ? { ...message, parts: [{ type: 'reasoning', text: 'Hm.' }, ...message.parts] } : message
      }),
    },
  }))
}

const wildLog = fc
  .record({
    chats: fc.array(moves, { minLength: 1, maxLength: 3 }),
    forms: fc.array(fc.nat(), { minLength: 1, maxLength: 7 }),
    isNamed: fc.boolean(),
    window: fc.constantFrom(0, 0, 3),
  })
  .map(({ chats, forms, isNamed, window }) =>
    chats.flatMap((played, index) => {
      const { generations } = playChat(`c${index}`, played, isNamed ? { conversationId: `c${index % 2}` } : {})
      return inForms(generations, forms).map((call) => ({
        ...call,
        request: { messages: call.request.messages.slice(-window) },
      }))
    }),
  )

const inOrder = ({ examples, losses, conversations }: Folded) => ({
  examples: examples.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  losses: losses.map(({ generationId, reason }) => `${generationId} ${reason}`).sort(),
  conversations,
})

describe('a log folds to the same', () => {
  test('whether its messages are shared objects or new ones, remembered or forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(wildLog, async (events) => {
        const folded = inOrder(await fold(events))
        expect(inOrder(await fold(events.map((event) => structuredClone(event))))).toEqual(folded)
        expect(inOrder(await fold(events, { recentCharacters: 0 }))).toEqual(folded)
        expect(inOrder(await fold(events, { recentCharacters: 2_000 }))).toEqual(folded)
      }),
      { numRuns: runs(40, 1_500) },
    )
  })

  test('when a key is too large to be folded at once', async () => {
    const call = fc.record({
      history: fc.constantFrom('', '', '', 'A', 'B', ' A', 'A a', 'A a B'),
      opening: fc.constantFrom('hi', 'hi', ' hi'),
      rules: fc.constantFrom('', '', '', 'Be brief. 2026-01-01', 'Be brief. 2026-01-02'),
      answer: fc.constantFrom('A', 'A', 'B', 'C', undefined),
      turnId: fc.constantFrom('t', 't1', undefined, undefined),
      id: fc.nat({ max: 30 }),
      at: fc.nat({ max: 3 }),
      consent: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const events = calls.map(({ history, opening, rules, answer, turnId, id, at, consent }) => {
          const said = history === '' ? [] : (history.match(/ ?[A-Z]|[a-z]/g) ?? [])
          const messages = said.map((text) => (/[A-Z]/.test(text) ? assistant(text) : user(text)))
          const asked = messages.length % 2 === 1 ? [...messages, user('next')] : messages
          return generation({
            id: `g${id}`,
            ...(turnId === undefined ? {} : { turnId }),
            startedAt: second(at),
            consent,
            status: answer === undefined ? 'error' : 'ok',
            request: [...(rules === '' ? [] : [system(rules)]), user(opening), ...asked],
            answer: answer === undefined ? [] : [assistant(answer)],
          })
        })
        for (const consent of [undefined, 'required'] as const) {
          const whole = await fold(events, { consent })
          expect(inOrder(await fold(events, { consent, partitionBytes: 1 }))).toEqual(inOrder(whole))
          expect(accounted(whole)).toEqual(events.map(({ id }) => id).sort())
        }
      }),
      { numRuns: runs(30, 3_000) },
    )
  })
})

test('a chat that says the same many times over keeps its turns, although the app sends the last messages only', async () => {
  const turns = Array.from({ length: 12 }, (_, turn) => turn)
  for (const size of [2, 4, 8]) {
    const chat = turns.flatMap(() => [user('go'), assistant('ok')])
    const folded = await fold(
      inConversation(
        ...turns.map((turn) => ({
          request: chat.slice(0, turn * 2 + 1).slice(-size),
          answer: [assistant('ok')],
        })),
      ),
    )
    expect(folded.losses).toEqual([])
    expect(folded.examples.map(({ messages }) => messages.length)).toEqual([24])
  }
})
