import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textOf } from '../../../src/core/message.ts'
import { startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { startRecording } from '../../support/recording.ts'
import { DOORS, MODEL, STACKS } from './support.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel()
})
afterAll(() => demo.close())

/** What a dataset is made of. */
function essenceOf({ request, response, status, model, usage, stream, operation }: Generation): object {
  return {
    request: request.messages.map(({ role, parts }) => [role, parts]),
    temperature: request.params?.['temperature'],
    answer: response.messages.map(({ role, parts }) => [role, parts]),
    finishReason: response.finishReason,
    status,
    operation,
    stream,
    requested: model.requested,
    responded: model.responded,
    usage: [usage?.inputTokens, usage?.outputTokens],
  }
}

const QUESTION = 'How much is the postage?'

/** A handler hears what the model does: that of Ollama streams also when it is invoked. */
const streamOf = (name: string, isStream: boolean): unknown =>
  name === 'captureHandler, ChatOllama' ? expect.any(Boolean) : isStream

describe.for(Object.entries(DOORS))('the record of %s', ([name, door]) => {
  test.for([false, true])('is the same as that of every other door, streamed: %s', async (isStream) => {
    const { recorder, generations } = startRecording()
    await recorder.withContext({ conversationId: 'c1', userId: 'u1' }, () =>
      door(demo.url, recorder)(QUESTION, isStream),
    )
    const [generation, ...others] = await generations()
    expect(others).toEqual([])
    if (generation === undefined) throw new Error('no record')
    const answer = generation.response.messages.map(textOf).join()
    expect(answer).toContain('4.90 EUR')
    expect(essenceOf(generation)).toEqual({
      request: [
        ['system', [{ type: 'text', text: 'Be brief.' }]],
        ['user', [{ type: 'text', text: QUESTION }]],
      ],
      temperature: 0,
      answer: [['assistant', [{ type: 'text', text: answer }]]],
      finishReason: 'stop',
      status: 'ok',
      operation: 'chat',
      stream: streamOf(name, isStream),
      requested: MODEL,
      responded: MODEL,
      usage: [expect.any(Number), expect.any(Number)],
    })
    expect(generation).toMatchObject({ conversationId: 'c1', userId: 'u1', step: 0, attempt: 0 })
    expect(generation.durationMs).toBeGreaterThan(0)
  })
})

describe.for(Object.entries(STACKS))('%s', ([, stack]) => {
  test.for([false, true])('leaves one record, streamed: %s', async (isStream) => {
    const { recorder, generations } = startRecording()
    await stack(demo.url, recorder)(QUESTION, isStream)
    const found = await generations()
    expect(found.map(({ status }) => status)).toEqual(['ok'])
    expect(recorder.stats()).toMatchObject({ captured: 1, unsampled: 0, failed: 0 })
  })
})
