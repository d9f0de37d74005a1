import './support/no-tracing.ts'
import { MemorySaver } from '@langchain/langgraph'
import { AIMessage, createAgent, createMiddleware, fakeModel, initChatModel, tool } from 'langchain'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { captureAgent, captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { setDefaultRecorder } from '../../../src/default-recorder.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { startStub, type Answer, type Body } from './support/stub.ts'

const weather = tool(async ({ city }) => `It is sunny in ${city}.`, {
  name: 'weather',
  description: 'Tells the weather.',
  schema: z.object({ city: z.string() }),
})

/** Calls the tool once, then answers; every answer is of its own length, and ids begin anew in each conversation. */
function loops({ messages, tools = [] }: Body): Answer {
  if (tools.length === 0 || messages.at(-1)?.role === 'tool') return { text: ['Sunny', '.'] }
  return { calls: [{ id: 'call_0', name: 'weather', args: '{"city":"Rome"}' }] }
}

const question = (text: string) => ({ messages: [{ role: 'user', content: text }] })

function placeOf({ turnId, step, attempt, link }: Generation) {
  return { turnId, step, attempt, how: link.how }
}

async function steps(recording: Recording) {
  const generations = await recording.generations()
  const turns = new Set(generations.map(({ turnId }) => turnId))
  return { turns: turns.size, places: generations.map(({ step, attempt, link }) => `${step}.${attempt} ${link.how}`) }
}

describe('an agent with captureAgent', () => {
  test('the calls of a run are steps of one turn, with the model not wrapped', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const model = stub.model()
    const agent = createAgent({
      model,
      tools: [weather],
      middleware: [captureAgent(recording)],
      systemPrompt: 'Be kind.',
    })
    await agent.invoke(question('Weather?'))
    await agent.invoke(question('Weather?'))
    const generations = await recording.generations()
    expect(generations.map(({ step, link }) => [step, link.how])).toEqual([
      [0, 'runId'],
      [1, 'runId'],
      [0, 'runId'],
      [1, 'runId'],
    ])
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(2)
    expect(generations[1]).toMatchObject({
      status: 'ok',
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
          { role: 'user' },
          {
            role: 'assistant',
            parts: [{ type: 'tool_call', id: 'call_0', name: 'weather', arguments: { city: 'Rome' } }],
          },
          { role: 'tool', parts: [{ type: 'tool_result', id: 'call_0', result: 'It is sunny in Rome.' }] },
        ],
        tools: [{ name: 'weather', description: 'Tells the weather.', parameters: { type: 'object' } }],
      },
      response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Sunny.' }] }], finishReason: 'stop' },
      usage: { inputTokens: 3, outputTokens: 5 },
    })
    // The app's model is as it was.
    expect(model.callbacks).toBeUndefined()
    expect(Object.hasOwn(model, 'bindTools')).toBe(false)
  })

  test('is recorded once when the model is wrapped and a handler is passed too', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const model = wrapChatModel(stub.model(), recording)
    const agent = createAgent({ model, tools: [weather], middleware: [captureAgent(recording)] })
    await agent.invoke(question('Weather?'), { callbacks: [captureHandler(recording)] })
    expect(await steps(recording)).toEqual({ turns: 1, places: ['0.0 runId', '1.0 runId'] })
  })

  test('the thread is the conversation; what the app says to finetap wins', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const agent = createAgent({
      model: stub.model(),
      tools: [weather],
      middleware: [captureAgent(recording)],
      checkpointer: new MemorySaver(),
    })
    await agent.invoke(question('Weather?'), {
      configurable: { thread_id: 't1' },
      metadata: { user_id: 'u1', plan: 'pro' },
    })
    await recording.recorder.withContext({ conversationId: 'c1' }, () =>
      agent.invoke(question('And tomorrow?'), { configurable: { thread_id: 't1' } }),
    )
    const [first, , third] = await recording.generations()
    expect(first).toMatchObject({ conversationId: 't1', userId: 'u1', metadata: { plan: 'pro' } })
    expect(Object.keys(first?.metadata ?? {})).toEqual(['plan'])
    expect(third).toMatchObject({ conversationId: 'c1' })
  })

  test('without it, a wrapped model in an agent: a turn by its tool results, a conversation by its thread', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const agent = createAgent({
      model: wrapChatModel(stub.model(), recording),
      tools: [weather],
      checkpointer: new MemorySaver(),
    })
    await agent.invoke(question('Weather?'), { configurable: { thread_id: 't1' } })
    expect(await steps(recording)).toEqual({ turns: 1, places: ['0.0 none', '1.0 prefix'] })
    expect((await recording.generations()).map(({ conversationId }) => conversationId)).toEqual(['t1', 't1'])
  })

  test('runs side by side with the same ids and words do not mix', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const agent = createAgent({ model: stub.model(), tools: [weather], middleware: [captureAgent(recording)] })
    await Promise.all(Array.from({ length: 20 }, () => agent.invoke(question('Weather?'))))
    const places = (await recording.generations()).map(placeOf)
    expect(places).toHaveLength(40)
    const byTurn = Map.groupBy(places, ({ turnId }) => turnId)
    expect(byTurn.size).toBe(20)
    for (const turn of byTurn.values()) expect(turn.map(({ step }) => step)).toEqual([0, 1])
  })

  test.each([
    ['with the config of the tool', true],
    ['without it', false],
  ])('agents that are tools, called in parallel %s, have turns of their own', async (_, passes) => {
    const recording = startRecording()
    const stub = await startStub((body) => {
      const [first] = body.messages
      if (!JSON.stringify(first).includes('boss')) return loops(body)
      if (body.messages.at(-1)?.role === 'tool') return { text: ['Done.'] }
      return { calls: ['a', 'b'].map((id) => ({ id, name: 'helper', args: '{"city":"Rome"}' })) }
    })
    const middleware = [captureAgent(recording)]
    const helper = createAgent({ model: stub.model(), tools: [weather], middleware })
    const ask = async ({ city }: { city: string }, config: object) => {
      const { messages } = await helper.invoke(question(city), passes ? config : {})
      return messages.at(-1)?.text ?? ''
    }
    const delegate = tool(ask, { name: 'helper', schema: z.object({ city: z.string() }) })
    const boss = createAgent({ model: stub.model(), tools: [delegate], middleware, systemPrompt: 'You are the boss.' })
    await boss.invoke(question('Weather?'))
    const byTurn = Map.groupBy((await recording.generations()).map(placeOf), ({ turnId }) => turnId)
    expect([...byTurn.values()].map((turn) => turn.map(({ step }) => step))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  test('a stream that is aborted keeps what had come', async () => {
    const gate = Promise.withResolvers<void>()
    const [stub, recording] = [
      await startStub(() => ({ text: ['Half', ' and half'], pause: gate.promise })),
      startRecording(),
    ]
    const agent = createAgent({ model: stub.model(), tools: [], middleware: [captureAgent(recording)] })
    const controller = new AbortController()
    const reading = async () => {
      const stream = await agent.stream(question('Tell me.'), { streamMode: 'messages', signal: controller.signal })
      for await (const _ of stream) controller.abort()
    }
    await expect(reading()).rejects.toThrow(/abort/i)
    gate.resolve()
    const [generation] = await recording.generations()
    expect(generation).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ type: 'text', text: 'Half' }] }] },
    })
  })

  test('a model that is made by its name is captured, whole and streamed', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const { apiKey, clientConfig } = stub.model()
    const model = await initChatModel('demo', { modelProvider: 'openai', apiKey, configuration: clientConfig })
    const agent = createAgent({ model, tools: [weather], middleware: [captureAgent(recording)] })
    await agent.invoke(question('Weather?'))
    await Array.fromAsync(await agent.stream(question('Weather?'), { streamMode: 'messages' }))
    expect(await steps(recording)).toEqual({ turns: 2, places: ['0.0 runId', '1.0 runId', '0.0 runId', '1.0 runId'] })
  })

  test('a failure of the model is the app’s, and recorded', async () => {
    const [stub, recording] = [await startStub(() => ({ status: 500 })), startRecording()]
    const agent = createAgent({ model: stub.model(), tools: [], middleware: [captureAgent(recording)] })
    await expect(agent.invoke(question('Hello'))).rejects.toThrow('out of order')
    expect((await recording.generations()).map(({ status, error }) => [status, error?.status])).toEqual([
      ['error', 500],
    ])
  })

  test('a model that another middleware puts in its place is recorded when it is over', async () => {
    const [stub, recording] = [await startStub(loops), startRecording()]
    const said = new AIMessage({ content: 'Instead.', response_metadata: { model_name: 'other' } })
    const other = fakeModel().respond(said)
    const instead = createMiddleware({
      name: 'instead',
      wrapModelCall: (request, next) => next({ ...request, model: other }),
    })
    const agent = createAgent({ model: stub.model(), tools: [], middleware: [captureAgent(recording), instead] })
    await agent.invoke(question('Hello'))
    expect(await recording.generations()).toMatchObject([
      {
        status: 'ok',
        model: { requested: 'other' },
        response: { messages: [{ parts: [{ type: 'text', text: 'Instead.' }] }] },
      },
    ])
  })

  test('what the model is asked outside of the agent meanwhile is not captured', async () => {
    const [recording, others] = [startRecording(), startRecording()]
    setDefaultRecorder(others.recorder)
    const gate = Promise.withResolvers<void>()
    const stub = await startStub((_, index) => ({ text: ['Yes.'], ...(index === 0 && { pause: gate.promise }) }))
    const model = stub.model()
    const agent = createAgent({ model, tools: [], middleware: [captureAgent(recording)] })
    const running = agent.invoke(question('Weather?'))
    await vi.waitFor(() => expect(stub.bodies).toHaveLength(1))
    await model.invoke('Not this.')
    gate.resolve()
    await running
    expect(await recording.generations()).toHaveLength(1)
    expect(await others.generations()).toEqual([])
  })
})
