import './support/no-tracing.ts'
import { SimpleChatModel } from '@langchain/core/language_models/chat_models'
import { HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { RunnableLambda, RunnableParallel } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import { FakeListChatModel, FakeLLM } from '@langchain/core/utils/testing'
import { describe, expect, test, vi } from 'vitest'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

const model = () => new FakeListChatModel({ responses: ['One.', 'Two.'] })

async function turnsOf(recording: Recording) {
  const generations = await recording.generations()
  return { calls: generations.length, turns: new Set(generations.map(({ turnId }) => turnId)).size }
}

describe('the outermost run is the turn', () => {
  test('of a chain, of tools within it, and of what runs in parallel', async () => {
    const recording = startRecording()
    const asks = (text: string) => RunnableLambda.from((_: string, config) => model().invoke(text, config))
    const helper = tool((_, config) => model().invoke('helper', config), {
      name: 'helper',
      description: '',
      schema: {} as never,
    })
    const chain = RunnableLambda.from(async (question: string, config) => {
      await asks('first').invoke(question, config)
      await helper.invoke({}, config)
      await RunnableParallel.from({ a: asks('same'), b: asks('same') }).invoke(question, config)
    })
    await chain.invoke('Hello', { callbacks: [captureHandler(recording)] })
    await chain.invoke('Hello', { callbacks: [captureHandler(recording)] })
    expect(await turnsOf(recording)).toEqual({ calls: 8, turns: 2 })
    const [first] = Map.groupBy(await recording.generations(), ({ turnId }) => turnId).values()
    expect(first?.map(({ step, attempt, link }) => [step, attempt, link.how])).toEqual([
      [0, 0, 'runId'],
      [1, 0, 'runId'],
      [2, 0, 'runId'],
      [3, 0, 'runId'],
    ])
  })

  test('a call outside of any run is a turn of its own', async () => {
    const recording = startRecording()
    const fake = model()
    for (const question of ['One?', 'Two?']) await fake.invoke(question, { callbacks: [captureHandler(recording)] })
    expect(await turnsOf(recording)).toEqual({ calls: 2, turns: 2 })
    expect((await recording.generations()).map(({ link }) => link.how)).toEqual(['none', 'none'])
  })

  test('a tool loop by hand is one turn, by the tool results', async () => {
    const recording = startRecording()
    const calls = [{ id: 'call_7', name: 'weather', args: '{}' }]
    const stub = await startStub(({ messages }) => (messages.length === 1 ? { calls } : { text: ['Sunny.'] }))
    const bound = wrapChatModel(stub.model(), recording).bindTools([
      { type: 'function', function: { name: 'weather' } },
    ])
    const messages: BaseMessage[] = [new HumanMessage('Weather?')]
    messages.push(await bound.invoke(messages))
    messages.push(new ToolMessage({ tool_call_id: 'call_7', content: 'sunny' }))
    await bound.invoke(messages)
    expect((await recording.generations()).map(({ step, link }) => [step, link.how])).toEqual([
      [0, 'none'],
      [1, 'prefix'],
    ])
  })

  test('retries are attempts', async () => {
    const recording = startRecording()
    const stub = await startStub((_, index) => (index < 1 ? { status: 500 } : { text: ['At last.'] }))
    const retrying = stub.model().withRetry({ stopAfterAttempt: 2, onFailedAttempt: () => {} })
    await retrying.invoke('Hello', { callbacks: [captureHandler(recording)] })
    expect((await recording.generations()).map(({ step, attempt, status }) => [step, attempt, status])).toEqual([
      [0, 0, 'error'],
      [0, 1, 'ok'],
    ])
    expect(await turnsOf(recording)).toEqual({ calls: 2, turns: 1 })
  })
})

describe('several handlers', () => {
  test('record once, and what one was told joins what the other was', async () => {
    const recording = startRecording()
    const { recorder } = recording
    const wrapped = wrapChatModel(model(), { recorder, userId: 'u1', tags: ['wrap'] })
    const callbacks = [
      captureHandler({ recorder, sessionId: 's1', tags: ['call'] }),
      captureHandler({ recorder, userId: 'u2' }),
    ]
    await wrapped.invoke('Hello', { callbacks })
    expect(await onlyGeneration(recording)).toMatchObject({ sessionId: 's1', userId: 'u2', tags: ['wrap', 'call'] })
  })

  test('count a call that is left out once', async () => {
    const recording = startRecording({ sample: 0 })
    await wrapChatModel(model(), recording).invoke('Hello', { callbacks: [captureHandler(recording)] })
    expect(recording.recorder.stats()).toMatchObject({ unsampled: 1, captured: 0, active: 0 })
  })

  test('one that refuses consent is heard', async () => {
    const recording = startRecording()
    const { recorder } = recording
    const wrapped = wrapChatModel(model(), { recorder, consent: false })
    await wrapped.invoke('Hello', { callbacks: [captureHandler(recording)] })
    expect(await recording.generations()).toEqual([])
    expect(recorder.stats().dropped).toMatchObject({ no_consent: 1 })
  })
})

test('metadata of the app is kept, that of the frameworks is not', async () => {
  const recording = startRecording()
  const metadata = {
    conversation_id: 'c1',
    user_id: 7,
    plan: 'pro',
    nested: { a: [1] },
    langgraph_node: 'x',
    ls_provider: 'y',
  }
  await model().invoke('Hello', { callbacks: [captureHandler(recording)], metadata, tags: ['mine', 'seq:step:1'] })
  const generation = await onlyGeneration(recording)
  expect(generation).toMatchObject({ conversationId: 'c1', userId: '7', tags: ['mine'] })
  expect(generation.metadata).toEqual({ plan: 'pro', nested: { a: [1] } })
})

test('what cannot be read costs the record, not the call, and nothing on the console', async () => {
  const recording = startRecording()
  const warn = vi.spyOn(console, 'warn')
  const metadata = {
    get bad() {
      throw new Error('unreadable')
    },
  }
  const revoked = Proxy.revocable(new Error('no'), {})
  revoked.revoke()
  const fails = new FakeListChatModel({ responses: ['a'] })
  // eslint-disable-next-line typescript/prefer-promise-reject-errors -- what a model may well do
  fails._generate = () => Promise.reject(revoked.proxy)
  const handler = captureHandler(recording)
  const { recorder } = recording
  const started = [{}, [[new HumanMessage('Hello')]], 'run-1', undefined, {}, [], metadata] as const
  handler.handleChatModelStart(...started)
  expect(recorder.stats().dropped).toMatchObject({ capture_failed: 1 })
  const failed = fails.invoke('Hello', { callbacks: [handler] })
  await expect(failed.catch((error: unknown) => error === revoked.proxy)).resolves.toBe(true)
  expect(recorder.stats()).toMatchObject({ active: 0, dropped: { capture_failed: 2 } })
  expect(warn).not.toHaveBeenCalled()
})

test('a model of strings is a completion', async () => {
  const recording = startRecording()
  await new FakeLLM({ response: 'there' }).invoke('Hello', { callbacks: [captureHandler(recording)] })
  expect(await onlyGeneration(recording)).toMatchObject({
    operation: 'completion',
    request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] },
    response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'there' }] }] },
    status: 'ok',
  })
})

test('LangChain’s plain errors of an abort are aborts', async () => {
  const recording = startRecording()
  class Aborts extends SimpleChatModel {
    _llmType() {
      return 'aborts'
    }
    _call() {
      return Promise.reject(new Error('AbortError'))
    }
  }
  const fake = new Aborts({})
  await expect(fake.invoke('Hello', { callbacks: [captureHandler(recording)] })).rejects.toThrow('AbortError')
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
})

test('LangChain sees a handler, and writes nothing of the recorder into its traces', () => {
  const handler = captureHandler(startRecording())
  expect(handler.copy()).toBe(handler)
  expect(JSON.stringify(handler)).not.toContain('recorder')
  expect('lc_prefer_streaming' in handler).toBe(false)
  expect(() => captureHandler({ recorder: './dir' as never })).toThrow(/recorder/)
})
