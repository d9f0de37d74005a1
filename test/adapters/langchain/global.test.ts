import './support/no-tracing.ts'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { RunnableLambda } from '@langchain/core/runnables'
import { FakeEmbeddings, FakeListChatModel } from '@langchain/core/utils/testing'
import { MessagesAnnotation, StateGraph } from '@langchain/langgraph'
import { createAgent } from 'langchain'
import { afterEach, expect, test } from 'vitest'
import { captureAgent, captureHandler, captureLangChain, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

afterEach(() => void unwrap(CallbackManager))

const fake = () => new FakeListChatModel({ responses: ['Yes.'] })

test('captures every model of the process, until it is switched off', async () => {
  const recording = startRecording()
  const before = Object.getOwnPropertyDescriptor(CallbackManager, '_configureSync')
  const stop = captureLangChain(CallbackManager, recording)
  captureLangChain(CallbackManager, recording)
  await fake().invoke('One')
  await Array.fromAsync(await fake().stream('Two'))
  await fake().batch(['Three', 'Four'])
  expect(await recording.generations()).toHaveLength(4)
  stop()
  await fake().invoke('Five')
  expect(await recording.generations()).toHaveLength(4)
  expect(Object.getOwnPropertyDescriptor(CallbackManager, '_configureSync')).toEqual(before)
})

test('a chain is a turn, and so is a run of a graph', async () => {
  const recording = startRecording()
  captureLangChain(CallbackManager, recording)
  const chain = RunnableLambda.from(async (text: string, config) => {
    await fake().invoke(text, config)
    // Without the config: LangChain finds it by itself.
    return fake().invoke(text)
  })
  const node = async ({ messages }: typeof MessagesAnnotation.State) => ({ messages: [await fake().invoke(messages)] })
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('one', node)
    .addNode('two', node)
    .addEdge('__start__', 'one')
    .addEdge('one', 'two')
    .compile()
  await chain.invoke('Hello')
  await graph.invoke({ messages: [{ role: 'user', content: 'Hello' }] }, { metadata: { thread_id: 't1' } })
  const generations = await recording.generations()
  expect(generations.map(({ step, link, conversationId }) => [step, link.how, conversationId])).toEqual([
    [0, 'runId', undefined],
    [1, 'runId', undefined],
    [0, 'runId', 't1'],
    [1, 'runId', 't1'],
  ])
  expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(2)
})

test('all doors at once record once', async () => {
  const recording = startRecording()
  captureLangChain(CallbackManager, recording)
  const stub = await startStub(() => ({ text: ['Hello'] }))
  const model = wrapChatModel(stub.model(), recording)
  const agent = createAgent({ model, tools: [], middleware: [captureAgent(recording)] })
  await agent.invoke({ messages: [{ role: 'user', content: 'Hi' }] }, { callbacks: [captureHandler(recording)] })
  expect(stub.bodies).toHaveLength(1)
  expect((await onlyGeneration(recording)).status).toBe('ok')
})

test('embeddings are none of its business', async () => {
  const recording = startRecording()
  captureLangChain(CallbackManager, recording)
  await new FakeEmbeddings().embedQuery('Hello')
  expect(await recording.generations()).toEqual([])
})

test('what is no CallbackManager is refused', () => {
  expect(() => captureLangChain({ configure() {} })).toThrow(/@langchain\/core\/callbacks\/manager/)
  expect(() => captureLangChain('x' as never)).toThrow(/CallbackManager/)
})
