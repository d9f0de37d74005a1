import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dice } from '../openai-chat/random-answers.ts'
import { answers, eventsOf, itemOf } from './random-answers.ts'
import { answered, partsOf, requestOf, response, streamed } from './support.ts'

test('a stream reads as the same answer that comes at once, with and without the items in its last event', () => {
  fc.assert(
    fc.property(answers, dice, fc.boolean(), (items, rolls, isRepeated) => {
      const output = items.map((item) => itemOf(item, true))
      const { status: _, ...whole } = answered(response(output))
      const last = { type: 'response.completed', response: response(isRepeated ? output : []) }
      const events = eventsOf(items, rolls).map(({ event }) => event)
      const { isComplete, failure, carried: __, ...pieced } = streamed([...events, last])
      expect(pieced).toEqual(whole)
      expect({ isComplete, failure }).toEqual({ isComplete: true, failure: undefined })
    }),
  )
})

test('cut off at any event, it holds what came until then', () => {
  fc.assert(
    fc.property(answers, dice, fc.nat(), (items, rolls, cut) => {
      const sent = eventsOf(items, rolls)
      const seen = sent.slice(0, cut % (sent.length + 1))
      const standing = items.map((_, place) => seen.findLast(({ index }) => index === place)?.item)
      const cutOff = streamed(seen.map(({ event }) => event))
      expect(partsOf(cutOff)).toEqual(partsOf(answered(response(standing.filter((item) => item !== undefined)))))
      expect(cutOff).toMatchObject({ isComplete: false, failure: undefined })
    }),
  )
})

test('an answer that is sent back is the message that it was when it came', () => {
  fc.assert(
    fc.property(answers, (items) => {
      const output = items.map((item) => itemOf(item, true))
      const question = { role: 'user', content: 'Hello' }
      const { messages } = requestOf({ model: 'm', input: [question, ...output, question] })
      expect(messages.slice(1, -1).flatMap(({ parts }) => parts)).toEqual(partsOf(answered(response(output))))
      expect(messages.length).toBe(output.length === 0 ? 2 : 3)
    }),
  )
})
