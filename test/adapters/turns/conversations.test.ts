import { describe, expect, test } from 'vitest'
import { withContext, type CaptureContext } from '../../../src/middleware/context.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { ask, callTool, placesOf, say, user, withResults, type Answer } from './asking.ts'

let asked = 0
const newQuestion = () => [user(`Question of a conversation ${(asked += 1)}`)]
let conversations = 0
const newConversation = () => `conversation-${(conversations += 1)}`

/** A loop of three calls, each in the context of its own that is made for it. */
function loop(recording: Recording, contextOf: (call: number) => CaptureContext, ids = ['a', 'b']): void {
  const [first, second] = ids.map((id) => callTool(id))
  const question = newQuestion()
  const history = withResults(question, first ?? say(''), ids[0] ?? '')
  const prompts = [question, history, withResults(history, second ?? say(''), ids[1] ?? '')]
  const answers: readonly (Answer | undefined)[] = [first, second, say('done')]
  for (const [call, messages] of prompts.entries()) {
    withContext(contextOf(call), () => ask(recording, { messages }, answers[call] ?? say('')))
  }
}

describe('a tool loop whose calls have a context each', () => {
  test.each([
    ['ids of their own', ['a', 'b']],
    ['ids that are counted up from 0', ['call_0', 'call_0']],
  ])('of one conversation is one turn, with %s', async (_, ids) => {
    const recording = startRecording()
    const conversationId = newConversation()
    loop(recording, () => ({ conversationId, userId: 'u' }), ids)
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await recording.generations()).map(({ link }) => link.how)).toEqual(['context', 'prefix', 'prefix'])
  })

  test('of other conversations, users or tenants, or of none, are turns of their own', async () => {
    const conversationId = newConversation()
    const contexts = [
      () => ({ conversationId: newConversation() }),
      (call: number) => ({ conversationId, userId: `u${call}` }),
      (call: number) => ({ conversationId, tenantId: `t${call}` }),
      () => ({ environment: 'production' }),
    ]
    for (const contextOf of contexts) {
      const recording = startRecording()
      loop(recording, contextOf, ['call_Xq7mT2bLw9', 'call_5kPzR8vNc3'])
      expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0'])
    }
  })

  test('is forgotten behind a thousand conversations, and no sooner', async () => {
    const recording = startRecording()
    const conversationId = newConversation()
    const others = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        withContext({ conversationId: newConversation() }, () =>
          ask(recording, { messages: newQuestion() }, callTool('a')),
        )
      }
    }
    loop(recording, (call) => {
      others(call === 1 ? 999 : call * 500)
      return { conversationId }
    })
    const own = (await recording.generations()).filter((generation) => generation.conversationId === conversationId)
    expect(own.map(({ step }) => step)).toEqual([0, 1, 0])
  })
})

describe('a turn id of the app in several contexts', () => {
  test('counts its steps on', async () => {
    const recording = startRecording()
    loop(recording, () => ({ turnId: 'turn-1' }))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await recording.generations()).map(({ turnId, link }) => [turnId, link.how])).toEqual(
      Array.from({ length: 3 }, () => ['turn-1', 'explicit']),
    )
  })

  test('counts a retry as an attempt', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    for (const answer of [new Error('overloaded'), say('done')]) {
      withContext({ turnId: 'turn-2' }, () => ask(recording, { messages }, answer))
    }
    expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1'])
  })

  test('counts for each conversation, where ids are counted up in each', async () => {
    const recording = startRecording()
    const [one, two] = [newConversation(), newConversation()]
    for (const conversationId of [one, two, one]) {
      withContext({ turnId: '1', conversationId }, () => ask(recording, { messages: newQuestion() }, say('done')))
    }
    expect((await recording.generations()).map(({ step }) => step)).toEqual([0, 0, 1])
  })
})
