import fc from 'fast-check'
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import { expect, test } from 'vitest'
import type { Part } from '../../../../src/core/message.ts'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import { answers, chunksOf, dice, joined, messageOf, wholeOf } from './random-answers.ts'
import { answered, HELLO, partsOf, streamed } from './support.ts'

test('a stream reads as the same answer that comes at once, however it is cut and mixed', () => {
  fc.assert(
    fc.property(answers, dice, (choices, rolls) => {
      const { status: _, ...whole } = answered(wholeOf(choices))
      const chunks = chunksOf(choices, rolls).map(({ chunk }) => chunk)
      const { isComplete, failure, carried: __, ...pieced } = streamed(chunks)
      expect(pieced).toEqual(whole)
      expect({ isComplete, failure }).toEqual({ isComplete: true, failure: undefined })
    }),
  )
})

test('cut off at any event, it holds what came until then', () => {
  fc.assert(
    fc.property(answers, dice, fc.nat(), ([choice], rolls, cut) => {
      const sent = chunksOf(choice === undefined ? [] : [choice], rolls)
      // Behind the last two, the reason and the tokens, it is complete.
      const seen = sent.slice(0, cut % (sent.length - 1))
      const cutOff = streamed(seen.map(({ chunk }) => chunk))
      expect(partsOf(cutOff)).toEqual(partsOf(answered(wholeOf([joined(seen)]))))
      expect(cutOff).toMatchObject({ isComplete: false, failure: undefined })
    }),
  )
})

test('it reads what the client of OpenAI reads', async () => {
  await fc.assert(
    fc.asyncProperty(answers, dice, async (choices, rolls) => {
      const chunks = chunksOf(choices, rolls).map(({ chunk }) => chunk)
      const lines = new Blob(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`)).stream()
      const theirs = await ChatCompletionStream.fromReadableStream(lines).finalChatCompletion()
      const [ours, read] = [streamed(chunks), answered(theirs)]
      expect(joinedByThem(ours)).toEqual(joinedByThem(read))
      expect([ours.usage, ours.response?.finishReason]).toEqual([read.usage, read.response?.finishReason])
    }),
    { numRuns: 50 },
  )
})

// Of pieces that it does not know, such as thoughts, their client keeps the last one.
function joinedByThem(outcome: Parameters<typeof partsOf>[0]): readonly Part[] {
  return partsOf(outcome).filter(({ type }) => type !== 'reasoning' && type !== 'source')
}

test('an answer that is sent back is the message that it was when it came', () => {
  fc.assert(
    fc.property(answers, (choices) => {
      const history = choices.map((choice) => messageOf(choice))
      const { messages } = openaiChat.exchange({ model: 'm', messages: [...HELLO.messages, ...history] }).request()
      const came = choices.map((choice) => partsOf(answered(wholeOf([choice]))))
      expect(messages.slice(1).map(({ parts }) => parts)).toEqual(came)
    }),
  )
})
