import { generateObject, generateText, jsonSchema, Output, registerTelemetry, streamObject, streamText } from 'ai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { captureTelemetry, wrapModel } from '../../../../src/adapters/ai-sdk/index.ts'
import { withContext } from '../../../../src/middleware/context.ts'
import { onlyGeneration, startRecording, type Recording } from '../../../support/recording.ts'
import { callTool, overloaded, say } from '../support/answers.ts'
import { ai7Major, type Answer, type Script } from '../support/majors.ts'
import { inTurn, startStream, type StreamStep } from '../support/script.ts'

type Model = Parameters<typeof generateText>[0]['model']

let recording: Recording

beforeEach(() => {
  recording = startRecording()
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
  registerTelemetry(captureTelemetry(recording))
})
afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})

const model = (script: Script): Model => ai7Major.model(script) as Model
const tools = {
  get_weather: {
    description: 'The weather',
    inputSchema: z.object({ city: z.string() }),
    execute: async () => ({ celsius: 20 }),
  },
}

describe('a call of a model that nobody wrapped', () => {
  test('generateText leaves the record that wrapModel would make', async () => {
    await withContext({ conversationId: 'c1' }, () =>
      generateText({
        model: model(() => say('Hello you')),
        instructions: 'Be kind.',
        prompt: 'Hello',
        temperature: 0.3,
        tools,
        output: Output.object({ schema: jsonSchema({ type: 'object' }) }),
      }).catch(() => undefined),
    )
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 'c1',
      source: { adapter: 'ai-sdk', framework: 'ai', version: 'v4' },
      stream: false,
      link: { how: 'callId' },
      model: { provider: 'mock', requested: 'mock-model', responded: 'mock-model-2026' },
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        ],
        tools: [{ name: 'get_weather', description: 'The weather', parameters: { type: 'object' } }],
        toolChoice: { type: 'auto' },
        responseFormat: { type: 'json', schema: { type: 'object' } },
        params: { temperature: 0.3 },
      },
      response: {
        id: 'response-1',
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello you' }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: 3, outputTokens: 5 },
      status: 'ok',
    })
  })

  test('streamText is recorded as the app reads it', async () => {
    const result = streamText({ model: model(() => say('Grüße, 東京')), prompt: 'Hello' })
    expect((await Array.fromAsync(result.textStream)).join('')).toBe('Grüße, 東京')
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({
      stream: true,
      status: 'ok',
      response: { messages: [{ parts: [{ text: 'Grüße, 東京' }] }] },
    })
    expect(generation.firstTokenMs).toBeGreaterThanOrEqual(0)
  })

  test.each(['generateText', 'streamText'])(
    '%s: a tool loop is one turn, retries are attempts of one step',
    async (kind) => {
      const loop = model(
        inTurn<Answer | Error>(
          overloaded(),
          callTool('get_weather', { city: 'Paris' }),
          overloaded(),
          say('20 °C'),
        ) as Script,
      )
      const call = {
        model: loop,
        prompt: 'Weather in Paris?',
        tools,
        stopWhen: ai7Major.steps(3) as never,
        maxRetries: 1,
      }
      expect(kind === 'generateText' ? (await generateText(call)).text : await streamText(call).text).toBe('20 °C')
      const generations = await recording.generations()
      expect(generations.map(({ status, step, attempt }) => [status, step, attempt])).toEqual([
        ['error', 0, 0],
        ['ok', 0, 1],
        ['error', 1, 0],
        ['ok', 1, 1],
      ])
      expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(1)
      expect(generations[3]?.request.messages.at(-1)).toMatchObject({
        role: 'tool',
        parts: [{ type: 'tool_result', id: 'c1', result: { celsius: 20 } }],
      })
    },
  )

  test('what a stopped stream said until then is kept', async () => {
    const controller = new AbortController()
    const script: StreamStep[] = [
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'one ' },
      'wait',
    ]
    const waiting = { ...ai7Major.model(() => say('')), doStream: async () => ({ stream: startStream(script) }) }
    const result = streamText({
      model: waiting as never,
      prompt: 'Count',
      abortSignal: controller.signal,
      onError() {},
    })
    for await (const delta of result.textStream) if (delta !== '') controller.abort()
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'one ' }] }] },
    })
  })

  test('an error reaches the app as the object it was', async () => {
    const failure = new TypeError('no such model')
    const failing = generateText({ model: model(() => Promise.reject(failure)), prompt: 'Hello', maxRetries: 0 })
    await expect(failing).rejects.toBe(failure)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { name: 'TypeError' } })
  })

  test('a call within a tool is a turn of its own', async () => {
    const inner = model(() => say('inner'))
    const nested = {
      ask: {
        inputSchema: z.object({ city: z.string() }),
        execute: async () => (await generateText({ model: inner, prompt: 'Inner?' })).text,
      },
    }
    for (const kind of ['generateText', 'streamText']) {
      const call = {
        model: model(inTurn(callTool('ask', { city: 'x' }), say('outer'))),
        prompt: `Outer ${kind}?`,
        tools: nested,
        stopWhen: ai7Major.steps(3) as never,
      }
      if (kind === 'generateText') await generateText(call)
      else await streamText(call).consumeStream()
    }
    const generations = await recording.generations()
    const said = generations.map(({ response }) => response.messages[0]?.parts[0])
    expect(said).toMatchObject([
      { name: 'ask' },
      { text: 'inner' },
      { text: 'outer' },
      { name: 'ask' },
      { text: 'inner' },
      { text: 'outer' },
    ])
    const turns = generations.map(({ turnId }) => turnId)
    expect(turns[0]).toBe(turns[2])
    expect(turns[1]).not.toBe(turns[0])
    expect(turns[3]).toBe(turns[5])
    expect(turns[4]).not.toBe(turns[3])
  })

  test.each([
    ['generateObject', async (options: object) => (await generateObject(options as never)).object],
    [
      'streamObject',
      async (options: object) => {
        const result = streamObject(options as never)
        await Array.fromAsync(result.textStream)
        return result.object
      },
    ],
  ])('%s is recorded from what the SDK tells of it', async (kind, run) => {
    const schema = jsonSchema({ type: 'object', properties: { city: { type: 'string' } } })
    const object = await run({
      model: model(() => say('{"city":"Paris"}')),
      prompt: 'Where?',
      schema,
      temperature: 0.5,
    })
    expect(object).toEqual({ city: 'Paris' })
    expect(await onlyGeneration(recording)).toMatchObject({
      stream: kind === 'streamObject',
      request: {
        messages: [{ role: 'user', parts: [{ text: 'Where?' }] }],
        responseFormat: { type: 'json', schema: { properties: { city: { type: 'string' } } } },
        params: { temperature: 0.5 },
      },
      response: { id: 'response-1', messages: [{ parts: [{ text: '{"city":"Paris"}' }] }], finishReason: 'stop' },
      usage: { inputTokens: 3, outputTokens: 5 },
      status: 'ok',
    })
  })

  test('generateObject that fails is recorded as an error', async () => {
    const schema = jsonSchema({ type: 'object' })
    const failing = model(() => Promise.reject(new TypeError('no such model')))
    await expect(generateObject({ model: failing, prompt: 'x', schema, maxRetries: 0 })).rejects.toThrow(
      'no such model',
    )
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'error',
      error: { message: 'no such model' },
      model: { provider: 'mock', requested: 'mock-model' },
    })
  })
})

test('an integration that is registered twice records once', async () => {
  registerTelemetry(captureTelemetry(recording))
  const schema = jsonSchema({ type: 'object' })
  await generateText({ model: model(() => say('Hi')), prompt: 'Hello' })
  await streamText({ model: model(() => say('Hi')), prompt: 'Hello' }).consumeStream()
  await generateObject({ model: model(() => say('{}')), prompt: 'Hello', schema })
  const failing = model(() => Promise.reject(new TypeError('no such model')))
  await expect(generateObject({ model: failing, prompt: 'x', schema, maxRetries: 0 })).rejects.toThrow('no such model')
  expect(await recording.generations()).toHaveLength(4)
})

test.each(['generateObject', 'streamObject'])(
  '%s of a wrapped model is recorded once, whether it works or not',
  async (kind) => {
    const schema = jsonSchema({ type: 'object' })
    async function ask(script: Script): Promise<void> {
      const call = {
        model: wrapModel(ai7Major.model(script), recording) as Model,
        prompt: 'Hello',
        schema,
        maxRetries: 1,
        onError() {},
      }
      if (kind === 'generateObject') await generateObject(call)
      else await Array.fromAsync(streamObject(call).textStream)
    }
    await ask(() => say('{}'))
    expect(await recording.generations()).toMatchObject([{ status: 'ok' }])
    await ask(inTurn<Answer | Error>(overloaded(), say('{}')) as Script)
    expect(await recording.generations()).toMatchObject([{ status: 'ok' }, { status: 'error' }, { status: 'ok' }])
    await ask(() => Promise.reject(new TypeError('no such model'))).catch(() => undefined)
    expect(await recording.generations()).toHaveLength(4)
    await ask(() => ({ content: [] })).catch(() => undefined)
    expect(await recording.generations()).toHaveLength(5)
    await ask(() => say('no JSON')).catch(() => undefined)
    expect(await recording.generations()).toHaveLength(6)
    expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
  },
)

test('credentials that the SDK hides from integrations still reach the app', async () => {
  const shown = { key: 'secret' }
  const marked = Object.defineProperty({ ...shown }, Symbol.for('vercel.ai.telemetry.redact'), {
    value: () => ({ key: '***' }),
  })
  const raw = ai7Major.model(() => say('Hi'))
  const marking = {
    ...raw,
    doStream: async () => ({ stream: startStream(ai7Major.stream(say('Hi'))), request: { body: marked } }),
  }
  const result = streamText({ model: marking as never, prompt: 'Hello', include: { requestBody: true } })
  await result.consumeStream()
  expect((await result.request).body).toMatchObject(shown)
  expect(JSON.stringify(await onlyGeneration(recording))).not.toContain('secret')
})

test('a tool loop that the app runs by hand is one turn', async () => {
  const schema = { inputSchema: z.object({ city: z.string() }) }
  const loop = model(inTurn(callTool('get_weather', { city: 'Paris' }), callTool('get_time', {}, 'c2'), say('done')))
  const question = { role: 'user' as const, content: 'Weather?' }
  const first = await generateText({ model: loop, messages: [question], tools: { get_weather: schema } })
  const value = { type: 'text' as const, value: '20 °C' }
  const result = { type: 'tool-result' as const, toolCallId: 'c1', toolName: 'get_weather', output: value }
  await generateText({
    model: loop,
    messages: [question, ...first.response.messages, { role: 'tool', content: [result] }],
    tools: { get_weather: schema, get_time: { inputSchema: z.object({}), execute: () => 'noon' } },
    stopWhen: ai7Major.steps(3) as never,
  })
  const generations = await recording.generations()
  expect(generations.map(({ step }) => step)).toEqual([0, 1, 2])
  expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(1)
  expect(generations.map(({ link }) => link.how)).toEqual(['callId', 'prefix', 'prefix'])
})

describe('what the app says of a call', () => {
  test('the labels that it lets out of its runtime context, and the function', async () => {
    await generateText({
      model: model(() => say('Hi')),
      prompt: 'Hello',
      runtimeContext: { conversationId: 'c1', userId: 'u1', tenantId: 't1', secret: 'hidden' },
      telemetry: { functionId: 'support', includeRuntimeContext: { conversationId: true, userId: true, secret: true } },
    })
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({ conversationId: 'c1', userId: 'u1', metadata: { functionId: 'support' } })
    expect(JSON.stringify(generation)).not.toMatch(/t1|hidden/)
  })

  test('a step may have a context of its own', async () => {
    await generateText({
      model: model(inTurn(callTool('get_weather', { city: 'Paris' }), say('done'))),
      prompt: 'Hello',
      tools,
      stopWhen: ai7Major.steps(3) as never,
      runtimeContext: { userId: 'u1' },
      telemetry: { includeRuntimeContext: { userId: true } },
      prepareStep: ({ stepNumber }) => (stepNumber === 1 ? { runtimeContext: { userId: 'u2' } } : {}),
    })
    expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['u1', 'u2'])
  })

  test('labels of the integration hold where the context says nothing', async () => {
    const local = startRecording()
    await generateText({
      model: model(() => say('Hi')),
      prompt: 'Hello',
      runtimeContext: { userId: 'u1' },
      telemetry: {
        includeRuntimeContext: { userId: true },
        integrations: [captureTelemetry({ ...local, userId: 'nobody', environment: 'test' })],
      },
    })
    expect(await onlyGeneration(local)).toMatchObject({ userId: 'u1', environment: 'test' })
    expect(await recording.generations()).toEqual([])
  })

  test.each([
    ['recordInputs', { recordInputs: false }],
    ['recordOutputs', { recordOutputs: false }],
  ])('%s: false leaves the call out', async (_, telemetry) => {
    await generateText({ model: model(() => say('Hi')), prompt: 'Hello', telemetry })
    await streamText({ model: model(() => say('Hi')), prompt: 'Hello', telemetry }).consumeStream()
    await generateObject({
      model: model(() => say('{}')),
      prompt: 'Hello',
      telemetry,
      schema: jsonSchema({ type: 'object' }),
    })
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ unsampled: 3, dropped: {} })
  })

  test('telemetry that is off records nothing', async () => {
    await generateText({ model: model(() => say('Hi')), prompt: 'Hello', telemetry: { isEnabled: false } })
    expect(await recording.generations()).toEqual([])
  })

  test('a recorder that is off leaves the answer alone', async () => {
    recording.recorder.enabled = false
    const { text } = await generateText({ model: model(() => say('Hi')), prompt: 'Hello' })
    expect(text).toBe('Hi')
    expect(await recording.generations()).toEqual([])
  })
})
