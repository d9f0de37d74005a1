import './support/no-tracing.ts'
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { ChatOllama } from '@langchain/ollama'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startDemoModel } from '../../../src/demo/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

async function adaptersOf(recording: Recording): Promise<Record<string, number>> {
  const adapters: Record<string, number> = {}
  for (const { source } of await recording.generations()) {
    adapters[source.adapter] = (adapters[source.adapter] ?? 0) + 1
  }
  return adapters
}

describe('wrapFetch below', () => {
  const history = [
    new HumanMessage('Weather?'),
    new AIMessage({ content: '', tool_calls: [{ id: 'c1', name: 'w', args: {} }] }),
    new ToolMessage({ tool_call_id: 'c1', content: 'sunny' }),
  ]
  test.each([
    ['a question', ['Hello']],
    ['a tool result', history],
  ])('records nothing twice: %s', async (_, messages) => {
    const [stub, recording] = [await startStub(() => ({ text: ['Yes', '.'] })), startRecording()]
    const { recorder } = recording
    const fetch = wrapFetch(globalThis.fetch, { recorder, userId: 'u1' })
    const model = wrapChatModel(stub.model({ configuration: { fetch } }), recording)
    await model.invoke(messages)
    await Array.fromAsync(await model.stream(messages))
    await Promise.all([model.invoke(messages), model.invoke(messages)])
    const generations = await recording.generations()
    expect(generations.map(({ source }) => source.adapter)).toEqual(Array(4).fill('langchain'))
    // What the door below was told joins.
    expect(generations.slice(0, 2).map(({ userId }) => userId)).toEqual(['u1', 'u1'])
    expect(recorder.stats()).toMatchObject({ unsampled: 0, active: 0 })
  })

  test('records nothing twice of calls that wait for one another in a queue', async () => {
    const [stub, recording] = [await startStub(() => ({ text: ['Yes.'] })), startRecording()]
    const fetch = wrapFetch(globalThis.fetch, recording)
    const model = wrapChatModel(stub.model({ maxConcurrency: 1, configuration: { fetch } }), recording)
    await Promise.all(['One?', 'Two?', 'Two?', 'Three?'].map((question) => model.invoke(question)))
    await Promise.all(['One?', 'Two?'].map(async (question) => Array.fromAsync(await model.stream(question))))
    expect(await adaptersOf(recording)).toEqual({ langchain: 6 })
  })

  test('is another call when it asks the same beside it', async () => {
    // What asks the same much later may be a retry; how long a busy machine takes must not decide here.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const [stub, recording] = [await startStub(() => ({ text: ['Yes.'] })), startRecording()]
    const fetch = wrapFetch(globalThis.fetch, recording)
    const model = wrapChatModel(stub.model(), recording)
    const beside = async () => {
      const body = JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }] })
      const headers = { 'content-type': 'application/json' }
      await (await fetch(`${stub.baseURL}/chat/completions`, { method: 'POST', headers, body })).text()
    }
    const generator = await model.stream('Hello')
    await Promise.all([model.invoke('Hello'), beside(), model.streamEvents('Hello').output, beside()])
    await Promise.all([Array.fromAsync(generator), beside()])
    expect(await adaptersOf(recording)).toEqual({ langchain: 3, fetch: 3 })
  })

  test('records nothing twice where the message is cut into others on the way', async () => {
    const [server, recording] = [await startDemoModel(), startRecording()]
    onTestFinished(() => server.close())
    const fetch = wrapFetch(globalThis.fetch, recording)
    const model = wrapChatModel(new ChatOllama({ model: server.model, baseUrl: server.url, fetch }), recording)
    const content = ['How long', ' does it take?'].map((text) => ({ type: 'text', text }) as const)
    await model.invoke([new HumanMessage({ content })])
    expect(await adaptersOf(recording)).toEqual({ langchain: 1 })
  })

  test('does not record what was left out above', async () => {
    let samples = 0
    const [stub, recording] = [
      await startStub(() => ({ text: ['Yes.'] })),
      startRecording({ sample: () => (samples += 1) > 1 }),
    ]
    const fetch = wrapFetch(globalThis.fetch, recording)
    const model = wrapChatModel(stub.model({ configuration: { fetch } }), recording)
    await model.invoke('Hello')
    expect(recording.recorder.stats()).toMatchObject({ unsampled: 1, captured: 0 })
    await model.invoke('Hello')
    expect(await recording.generations()).toHaveLength(1)
  })
})
