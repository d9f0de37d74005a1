import { CallbackManager } from '@langchain/core/callbacks/manager'
import { RunnableLambda } from '@langchain/core/runnables'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { ChatOllama } from '@langchain/ollama'
import { AzureChatOpenAI, ChatOpenAI } from '@langchain/openai'
import { createAgent, createMiddleware, initChatModel, type AgentMiddleware } from 'langchain'
import type { AgentMiddleware as CommonJsMiddleware } from 'langchain' with { 'resolution-mode': 'require' }
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  captureAgent,
  captureHandler,
  captureLangChain,
  unwrapChatModel,
  wrapChatModel,
} from '../../src/adapters/langchain/index.ts'

const openai = new ChatOpenAI({ model: 'm' })

test('every model comes back as what it was', async () => {
  expectTypeOf(wrapChatModel(openai)).toEqualTypeOf<ChatOpenAI>()
  expectTypeOf(unwrapChatModel(wrapChatModel(openai))).toEqualTypeOf<ChatOpenAI>()
  expectTypeOf(wrapChatModel(new ChatOllama({ model: 'm' }))).toEqualTypeOf<ChatOllama>()
  expectTypeOf(wrapChatModel(new AzureChatOpenAI())).toEqualTypeOf<AzureChatOpenAI>()
  expectTypeOf(wrapChatModel(new FakeListChatModel({ responses: [] }))).toEqualTypeOf<FakeListChatModel>()
  const model = await initChatModel('openai:m')
  expectTypeOf(wrapChatModel(model)).toEqualTypeOf(model)
  expectTypeOf(createAgent).toBeCallableWith({ model: wrapChatModel(openai, { userId: 'u1' }), tools: [] })
  // @ts-expect-error the id of a model
  wrapChatModel('openai:m')
})

test('captureHandler fits wherever LangChain takes callbacks', () => {
  const callbacks = [captureHandler({ userId: 'u1' })]
  expectTypeOf(openai.invoke).toBeCallableWith('Hello', { callbacks })
  expectTypeOf(openai.stream).toBeCallableWith('Hello', { callbacks: [captureHandler()] })
  expectTypeOf(RunnableLambda.from((text: string) => text).invoke).toBeCallableWith('Hello', { callbacks })
  expectTypeOf(new ChatOpenAI({ model: 'm', callbacks })).toEqualTypeOf<ChatOpenAI>()
  expectTypeOf(createAgent({ model: openai }).invoke).toBeCallableWith({ messages: [] }, { callbacks })
})

test('captureAgent is a middleware, alone and among others', () => {
  const other = createMiddleware({ name: 'other' })
  const agent = createAgent({ model: openai, middleware: [other, captureAgent({ tags: ['support'] })] })
  expectTypeOf(agent.invoke).toBeCallableWith({ messages: [{ role: 'user', content: 'Hello' }] })
  const alone = createAgent({ model: 'openai:m', middleware: [captureAgent()] })
  expectTypeOf<Awaited<ReturnType<typeof alone.invoke>>['messages']>().toBeArray()
  const plain: AgentMiddleware = captureAgent()
  const counts = createMiddleware({ name: 'counts', stateSchema: z.object({ count: z.number().default(0) }) })
  const counting = createAgent({ model: openai, middleware: [counts, captureAgent()] })
  const named = createAgent({ model: openai, middleware: [counts, plain] })
  type State = Awaited<ReturnType<typeof counting.invoke>>
  type Named = Awaited<ReturnType<typeof named.invoke>>
  expectTypeOf<State['count']>().toEqualTypeOf<number>()
  expectTypeOf<Pick<State, keyof State>>().toEqualTypeOf<Pick<Named, keyof Named>>()
})

test('captureAgent is a middleware of the CommonJS module of langchain too, which has types of its own', () => {
  const middleware: CommonJsMiddleware = captureAgent()
  expectTypeOf(middleware).toEqualTypeOf<CommonJsMiddleware>()
  expectTypeOf(captureAgent()).toEqualTypeOf<AgentMiddleware>()
  // @ts-expect-error the types of the ES module
  expectTypeOf(captureAgent()).toEqualTypeOf<CommonJsMiddleware>()
})

test('captureLangChain takes the CallbackManager', () => {
  expectTypeOf(captureLangChain(CallbackManager)).toEqualTypeOf<() => void>()
  // @ts-expect-error no CallbackManager
  captureLangChain(openai)
})
