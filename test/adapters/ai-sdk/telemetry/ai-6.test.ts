import { setImmediate } from 'node:timers/promises'
import {
  bindTelemetryIntegration,
  generateText,
  Output,
  registerTelemetryIntegration,
  stepCountIs,
  streamText,
  tool,
} from 'ai6'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { captureTelemetry, wrapModel } from '../../../../src/adapters/ai-sdk/index.ts'
import { withContext } from '../../../../src/middleware/context.ts'
import { onlyGeneration, startRecording, type Recording } from '../../../support/recording.ts'
import { callTool, overloaded, say } from '../support/answers.ts'
import { ai6Major, type Answer, type CallOptions, type Script } from '../support/majors.ts'
import { inTurn, startStream, type StreamStep } from '../support/script.ts'

type Model = Exclude<Parameters<typeof generateText>[0]['model'], string>

let recording: Recording

function register(): void {
  recording = startRecording()
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
  registerTelemetryIntegration(captureTelemetry(recording))
}

beforeEach(register)
afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})

const model = (script: Script): Model => ai6Major.model(script) as Model
const tools = {
  get_weather: tool({
    description: 'The weather',
    inputSchema: z.object({ city: z.string() }),
    execute: async () => ({ celsius: 20 }),
  }),
}

/** A model that answers each question with its echo, and shows the provider's request as HTTP providers do. */
function echo(showsRequest: boolean): Model {
  return model(({ prompt }: CallOptions) => {
    const question = questionIn(prompt)
    const request = { body: JSON.stringify({ messages: [{ role: 'user', content: question }] }) }
    return { ...say(`echo of ${question}`), id: null, ...(showsRequest ? { extra: { request } } : {}) }
  })
}

function questionIn(prompt: CallOptions['prompt']): string {
  const content = prompt.at(-1)?.content as readonly { readonly text: string }[] | undefined
  return content?.[0]?.text ?? ''
}

describe('a step of a model that nobody wrapped', () => {
  test('of generateText leaves a record', async () => {
    await withContext({ conversationId: 'c1' }, () =>
      generateText({
        model: model(() => say('{"a":1}')),
        system: 'Be kind.',
        prompt: 'Hello',
        tools,
        output: Output.object({ schema: z.object({ a: z.number() }) }),
        experimental_telemetry: { functionId: 'support', metadata: { userId: 'u1', other: 'hidden' } },
      }),
    )
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({
      conversationId: 'c1',
      userId: 'u1',
      metadata: { functionId: 'support' },
      source: { adapter: 'ai-sdk', framework: 'ai', version: 'v3' },
      stream: false,
      model: { provider: 'mock', requested: 'mock-model', responded: 'mock-model-2026' },
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        ],
        tools: [
          { name: 'get_weather', description: 'The weather', parameters: { type: 'object', required: ['city'] } },
        ],
        responseFormat: { type: 'json', schema: { type: 'object' } },
      },
      response: {
        id: 'response-1',
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: '{"a":1}' }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: 3, outputTokens: 5, reasoningTokens: 2 },
      status: 'ok',
    })
    expect(JSON.stringify(generation)).not.toContain('hidden')
  })

  test('says when it began and how long it took', async () => {
    const before = Date.now()
    await generateText({
      model: model(async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return say('Hi')
      }),
      prompt: 'Hello',
    })
    const { startedAt, durationMs } = await onlyGeneration(recording)
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(before)
    expect(durationMs).toBeGreaterThanOrEqual(15)
  })

  test.each(['generateText', 'streamText'])('%s: the steps of a tool loop are one turn', async (kind) => {
    const call = {
      model: model(inTurn(callTool('get_weather', { city: 'Paris' }), say('20 °C'))),
      prompt: 'Weather in Paris?',
      tools,
      stopWhen: stepCountIs(3),
    }
    if (kind === 'generateText') await generateText(call)
    else await streamText(call).consumeStream()
    const [first, second, ...rest] = await recording.generations()
    expect(rest).toEqual([])
    expect(first).toMatchObject({
      step: 0,
      stream: kind === 'streamText',
      response: { messages: [{ parts: [{ type: 'tool_call', id: 'c1', arguments: { city: 'Paris' } }] }] },
    })
    expect(second).toMatchObject({
      turnId: first?.turnId,
      step: 1,
      link: { how: 'callId' },
      request: {
        messages: [
          { role: 'user' },
          { role: 'assistant', parts: [{ type: 'tool_call' }] },
          { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: { celsius: 20 } }] },
        ],
      },
      response: { messages: [{ parts: [{ text: '20 °C' }] }] },
    })
  })

  test('parts of the answer, without what the app’s tools answered', async () => {
    await generateText({
      model: model(() => ({
        content: [
          { type: 'reasoning', text: 'hm', providerMetadata: { anthropic: { signature: 'sig' } } },
          { type: 'file', mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) },
          {
            type: 'tool-call',
            toolCallId: 'p1',
            toolName: 'web_search',
            input: '{}',
            providerExecuted: true,
            dynamic: true,
          },
          { type: 'tool-result', toolCallId: 'p1', toolName: 'web_search', result: ['A'] },
          ...callTool('get_weather', { city: 'Paris' }).content,
        ],
        finish: 'tool-calls',
      })),
      prompt: 'Hello',
      tools,
    })
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'reasoning', text: 'hm', signature: 'sig' },
      { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AQID' },
      { type: 'tool_call', id: 'p1', name: 'web_search', arguments: {}, providerExecuted: true },
      { type: 'tool_result', id: 'p1', name: 'web_search', result: ['A'] },
      { type: 'tool_call', id: 'c1', name: 'get_weather', arguments: { city: 'Paris' } },
    ])
  })

  test('of two integrations leaves one record', async () => {
    registerTelemetryIntegration(bindTelemetryIntegration(captureTelemetry(recording)))
    await generateText({ model: model(() => say('Hi')), prompt: 'Hello' })
    await streamText({ model: model(() => say('Hi')), prompt: 'Hello' }).consumeStream()
    expect(await recording.generations()).toHaveLength(2)
    const wrapped = wrapModel(
      model(() => say('Hi')),
      recording,
    )
    await generateText({ model: wrapped, prompt: 'Hello' })
    await streamText({ model: wrapped, prompt: 'Hello' }).consumeStream()
    expect(await recording.generations()).toHaveLength(4)
  })

  test('may be captured for one call alone', async () => {
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
    const local = startRecording()
    const experimental_telemetry = { integrations: captureTelemetry(local) }
    await generateText({ model: model(() => say('Hi')), prompt: 'Hello', experimental_telemetry })
    await generateText({ model: model(() => say('Hi')), prompt: 'Hello' })
    expect(await local.generations()).toHaveLength(1)
  })

  test.each(['generateText', 'streamText'])('%s: a call within a tool is a turn of its own', async (kind) => {
    const inner = model(() => say('inner'))
    const ask = tool({
      inputSchema: z.object({}),
      execute: async () => (await generateText({ model: inner, prompt: 'Inner?' })).text,
    })
    const outer = model(inTurn(callTool('ask'), say('outer')))
    const call = { model: outer, prompt: 'Outer?', tools: { ask }, stopWhen: stepCountIs(3) }
    if (kind === 'generateText') await generateText(call)
    else await streamText(call).consumeStream()
    const generations = await recording.generations()
    const said = (text: string) => generations.find(({ response }) => JSON.stringify(response).includes(`"${text}"`))
    expect(generations).toHaveLength(3)
    expect(said('ask')?.turnId).toBe(said('outer')?.turnId)
    expect(said('inner')).toMatchObject({ step: 0, request: { messages: [{ parts: [{ text: 'Inner?' }] }] } })
    expect(said('inner')?.turnId).not.toBe(said('outer')?.turnId)
  })

  test('retries are not seen: one record', async () => {
    const flaky = model(inTurn<Answer | Error>(overloaded(), say('at last')) as Script)
    await generateText({ model: flaky, prompt: 'Hello', maxRetries: 1 })
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', attempt: 0 })
  })

  test('a call that fails leaves neither record nor error', async () => {
    const failing = model(() => Promise.reject(new TypeError('no such model')))
    await expect(generateText({ model: failing, prompt: 'Hello', maxRetries: 0 })).rejects.toThrow('no such model')
    await generateText({ model: model(() => say('Hi')), prompt: 'Again' })
    expect(await onlyGeneration(recording)).toMatchObject({ request: { messages: [{ parts: [{ text: 'Again' }] }] } })
    expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
  })

  test('a stream that ends without its finish part is interrupted', async () => {
    const parts = ai6Major.stream({ ...say('half'), id: null }).slice(0, -1)
    const broken = { ...ai6Major.model(() => say('')), doStream: async () => ({ stream: startStream(parts) }) }
    await streamText({ model: broken as never, prompt: 'Hello', onError() {} }).consumeStream()
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'interrupted' })
  })
})

test('a stream that was stopped does not stand in the way of the next one', async () => {
  const controller = new AbortController()
  const parts: StreamStep[] = [{ type: 'text-start', id: '0' }, { type: 'text-delta', id: '0', delta: 'one ' }, 'wait']
  const waiting = {
    ...ai6Major.model(() => say('')),
    doStream: async (options: object) => ({ stream: startStream(parts, options) }),
  }
  const stopped = streamText({ model: waiting as never, prompt: 'Count', abortSignal: controller.signal, onError() {} })
  for await (const delta of stopped.textStream) if (delta !== '') controller.abort()
  await streamText({ model: model(() => say('Hi')), prompt: 'Hello' }).consumeStream()
  expect(await onlyGeneration(recording)).toMatchObject({ response: { messages: [{ parts: [{ text: 'Hi' }] }] } })
})

describe('streams side by side', () => {
  const questions = Array.from({ length: 8 }, (_, index) => `Question ${index}?`)

  function pairs(generations: Awaited<ReturnType<Recording['generations']>>): readonly string[] {
    return generations.map(({ request, response }) => {
      const [asked] = request.messages.at(-1)?.parts ?? []
      const [said] = response.messages[0]?.parts ?? []
      return `${asked?.type === 'text' ? asked.text : ''} -> ${said?.type === 'text' ? said.text : ''}`
    })
  }

  const paired = questions.map((question) => `${question} -> echo of ${question}`)

  test('are told apart by the context in which they were called', async () => {
    const streams = questions.map((prompt) =>
      withContext({ conversationId: prompt }, () => streamText({ model: echo(false), prompt })),
    )
    await Promise.all(streams.map((stream) => stream.consumeStream()))
    const generations = await recording.generations()
    expect(pairs(generations).toSorted()).toEqual(paired)
    for (const { conversationId, request } of generations) {
      expect(request.messages[0]?.parts).toMatchObject([{ text: conversationId }])
    }
  })

  test('are told apart by their metadata', async () => {
    const streams = questions.map((prompt) =>
      streamText({ model: echo(false), prompt, experimental_telemetry: { metadata: { userId: prompt } } }),
    )
    await Promise.all(streams.map((stream) => stream.consumeStream()))
    expect(pairs(await recording.generations()).toSorted()).toEqual(paired)
  })

  test('are told apart by the request that the provider shows', async () => {
    const streams = questions.map((prompt) => streamText({ model: echoStream(), prompt }))
    await Promise.all(streams.map((stream) => stream.consumeStream()))
    expect(pairs(await recording.generations()).toSorted()).toEqual(paired)
  })

  test('that cannot be told apart are counted, never mixed up', async () => {
    const streams = questions.map((prompt) => streamText({ model: echo(false), prompt }))
    await Promise.all(streams.map((stream) => stream.consumeStream()))
    const generations = await recording.generations()
    for (const pair of pairs(generations)) expect(paired).toContain(pair)
    expect(generations.length + (recording.recorder.stats().dropped.capture_failed ?? 0)).toBe(questions.length)
    await setImmediate()
    expect(recording.errors[0]?.message).toMatch(/wrapModel/)
  })

  test('of generateText need nothing of that', async () => {
    await Promise.all(questions.map((prompt) => generateText({ model: echo(false), prompt })))
    expect(pairs(await recording.generations()).toSorted()).toEqual(paired)
  })

  function echoStream(): Model {
    const silent = echo(false)
    return {
      ...silent,
      specificationVersion: 'v3',
      async doStream(options) {
        const result = await silent.doStream(options as never)
        const body = JSON.stringify({ messages: [{ role: 'user', content: questionIn(options.prompt) }] })
        return { ...result, request: { body } }
      },
    } as Model
  }
})
