import './support/no-tracing.ts'
import { interrupt, MemorySaver } from '@langchain/langgraph'
import { AIMessage, createAgent, createMiddleware } from 'langchain'
import { describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { captureAgent, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

const ASKED = { messages: [{ role: 'user', content: 'Hello' }] }
const THREAD = { configurable: { thread_id: 't' } }

const adaptersOf = async (recording: Recording) =>
  (await recording.generations()).map(({ source, model }) => `${source.adapter} ${model.requested}`)

async function setUp(sample: 0 | 1 = 1) {
  const [stub, recording] = [await startStub(() => ({ text: ['Yes.'] })), startRecording({ sample })]
  return { stub, recording, fetch: wrapFetch(globalThis.fetch, recording) }
}

describe('what captureAgent does not take for a call of a model', () => {
  test('an interrupt in a middleware', async () => {
    const { stub, recording } = await setUp()
    const asks = createMiddleware({ name: 'asks', wrapModelCall: () => interrupt('May I?') })
    const middleware = [captureAgent(recording), asks]
    const agent = createAgent({ model: stub.model(), middleware, checkpointer: new MemorySaver() })
    await agent.invoke(ASKED, THREAD)
    expect(stub.bodies).toEqual([])
    expect(await adaptersOf(recording)).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ captured: 0, unsampled: 0, dropped: {} })
  })

  test('an answer of a middleware', async () => {
    const { stub, recording } = await setUp()
    const kept = createMiddleware({ name: 'kept', wrapModelCall: async () => new AIMessage('From before.') })
    await createAgent({ model: stub.model(), middleware: [captureAgent(recording), kept] }).invoke(ASKED)
    expect(await adaptersOf(recording)).toEqual([])
  })
})

describe('what a door below captures is recorded once', () => {
  test('a model that a middleware puts in the place of the agent’s own', async () => {
    const { stub, recording, fetch } = await setUp()
    const other = stub.model({ model: 'other', configuration: { fetch } })
    const picks = createMiddleware({
      name: 'picks',
      wrapModelCall: (request, next) => next({ ...request, model: other }),
    })
    await createAgent({ model: stub.model(), middleware: [captureAgent(recording), picks] }).invoke(ASKED)
    expect(await adaptersOf(recording)).toEqual(['fetch other'])
  })

  test('a model that is frozen', async () => {
    const { stub, recording, fetch } = await setUp()
    const model = Object.freeze(stub.model({ configuration: { fetch } }))
    await createAgent({ model, middleware: [captureAgent(recording)] }).invoke(ASKED)
    expect(await adaptersOf(recording)).toEqual(['fetch demo'])
  })

  test('a model of the agent’s own, also when it is left out', async () => {
    for (const sample of [1, 0] as const) {
      const { stub, recording, fetch } = await setUp(sample)
      const model = wrapChatModel(stub.model({ configuration: { fetch } }), recording)
      await createAgent({ model, middleware: [captureAgent(recording)] }).invoke(ASKED)
      expect(await adaptersOf(recording)).toEqual(sample === 1 ? ['langchain demo'] : [])
      expect(recording.recorder.stats()).toMatchObject({ captured: sample, unsampled: 1 - sample })
    }
  })
})

test('of two captureAgent in one agent the first captures', async () => {
  const { stub, recording } = await setUp()
  const { recorder } = recording
  const middleware = [captureAgent({ recorder, userId: 'first' }), captureAgent({ recorder, userId: 'second' })]
  await createAgent({ model: stub.model(), middleware }).invoke(ASKED)
  expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['first'])
})
