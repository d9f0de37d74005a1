import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerFeedback } from '../../../src/core/example.ts'
import type { Feedback, FeedbackTarget } from '../../../src/core/feedback.ts'
import type { Generation } from '../../../src/core/generation.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Message } from '../../../src/core/message.ts'
import { fold, type Folded } from '../support/folding.ts'
import { assistant, generation, inConversation, second, user } from '../support/generations.ts'

type Said = Partial<Omit<Feedback, 'kind' | 'value'>> & { readonly kind: string; readonly value: unknown }

function feedback(target: FeedbackTarget, said: Said): LogEvent {
  return { v: 1, type: 'feedback', id: 'f', at: second(100), target, ...said } as Feedback
}

const up = { kind: 'thumb', value: 'up' } as const
const down = { kind: 'thumb', value: 'down' } as const

/** What was said about the answers, by generation. */
function judged({ examples }: Folded): Readonly<Record<string, AnswerFeedback>> {
  const origins = examples.flatMap(({ messages }) => messages.flatMap(({ origin }) => origin ?? []))
  return Object.fromEntries(origins.flatMap(({ generationId, feedback: said }) => (said ? [[generationId, said]] : [])))
}

const wish: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'time', arguments: {} }] }
const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: '1', result: 'noon' }] }

/** A turn of two steps, and one that follows. */
const [calling, answering, following] = inConversation(
  { turnId: 't1', request: [user('time?')], answer: [wish] },
  { turnId: 't1', step: 1, request: [user('time?'), wish, result], answer: [assistant('noon')] },
  { turnId: 't2', request: [user('time?'), wish, result, assistant('noon'), user('!')], answer: [assistant('yes')] },
) as readonly [Generation, Generation, Generation]
const answered: Generation = { ...answering, response: { ...answering.response, id: 'r1', messageId: 'm1' } }
const turns = [calling, answered, following]

describe('feedback', () => {
  test.for<FeedbackTarget>([
    { generationId: 'g1' },
    { generationId: 'g0' },
    { turnId: 't1' },
    { responseId: 'r1' },
    { messageId: 'm1' },
  ])('on %j reaches the answer of its turn, wherever it stands in the log', async (target) => {
    const said = feedback(target, { ...up, comment: 'well done' })
    for (const events of [[...turns, said], [said, ...turns], [...turns, said].toReversed()]) {
      const folded = await fold(events)
      expect(judged(folded)).toEqual({ g1: { thumb: 'up', comment: 'well done' } })
      expect(folded.feedback).toEqual({ matched: 1 })
    }
  })

  test('of each kind the latest counts, by time and then by id, in any order and also twice', async () => {
    const target = { generationId: 'g2' }
    const said = [
      feedback(target, { ...down, id: '1', at: second(10) }),
      feedback(target, { ...up, id: '2', at: '2026-01-01T01:00:20+01:00' }),
      feedback(target, { kind: 'score', value: 2, id: '3', at: second(30) }),
      feedback(target, { kind: 'score', value: 5, id: '4', at: second(30) }),
      feedback(target, { kind: 'correction', value: 'better', id: '5', at: second(5) }),
      feedback(target, { kind: 'comment', value: 'late', id: '6', at: second(50) }),
    ]
    const expected = { g2: { thumb: 'up', score: 5, comment: 'late', correction: 'better' } }
    const any = fc.shuffledSubarray([...said, ...said], { minLength: 12 })
    await fc.assert(
      fc.asyncProperty(any, async (events) => {
        expect(judged(await fold([...events, ...turns]))).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  test('whose target is not in the log, or says nothing, is counted', async () => {
    const folded = await fold([
      ...turns,
      feedback({ generationId: 'nobody' }, up),
      feedback({ messageId: 'g1' }, down),
      feedback({ generationId: 'g1' }, { kind: 'score', value: 'much' }),
    ])
    expect(judged(folded)).toEqual({})
    expect(folded.feedback).toEqual({ unknown_target: 2, unreadable: 1 })
  })

  test.for<FeedbackTarget>([{ turnId: 't1' }, { responseId: 'r1' }, { messageId: 'm1' }, { generationId: 'g1' }])(
    'on %j that two tenants have reaches neither',
    async (target) => {
      const tenants = ['one', 'two'].flatMap((tenantId) => turns.map((turn) => ({ ...turn, tenantId })))
      const folded = await fold([...tenants, feedback(target, up)])
      expect(judged(folded)).toEqual({})
      expect(folded.feedback).toEqual({ ambiguous_target: 1 })
    },
  )

  test('by somebody who is to be forgotten counts no more', async () => {
    const erasure = { v: 1, type: 'erasure', id: 'e', at: second(200), selector: { userId: 'u' } } as const
    const folded = await fold([...turns, feedback({ generationId: 'g1' }, { ...up, by: 'u' }), erasure])
    expect(judged(folded)).toEqual({})
    expect(folded.feedback).toEqual({ erased: 1 })
  })
})

describe('of several answers to one message', () => {
  const siblings = inConversation(
    { request: [user('hi')], answer: [assistant('one')] },
    { request: [user('hi')], answer: [assistant('two')] },
    { request: [user('hi')], answer: [assistant('three')] },
  )
  const kept = ({ examples }: Folded) => examples.flatMap(({ generationIds }) => generationIds).toSorted()

  test('the one with the thumb up is chosen', async () => {
    const folded = await fold([...siblings, feedback({ generationId: 'g0' }, up)])
    expect(kept(folded)).toEqual(['g0'])
    expect(folded.losses.map(({ reason }) => reason)).toEqual(['regenerated', 'regenerated'])
  })

  test('the one with the thumb down is the last choice', async () => {
    expect(kept(await fold([...siblings, feedback({ generationId: 'g2' }, down)]))).toEqual(['g1'])
  })

  test('one that was continued stays beside one with the thumb up', async () => {
    const next = generation({ id: 'g3', conversationId: 'c', startedAt: second(3), answer: [assistant('on')] })
    const goOn = { ...next, request: { messages: [user('hi'), assistant('two'), user('go on')] } }
    const folded = await fold([...siblings, goOn, feedback({ generationId: 'g0' }, up)])
    expect(kept(folded)).toEqual(['g0', 'g1', 'g3'])
    expect(folded.losses).toEqual([{ generationId: 'g2', reason: 'regenerated' }])
  })
})
