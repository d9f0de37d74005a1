import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { Anthropic } from '@anthropic-ai/sdk'
import { generateText, streamText } from 'ai'
import { Ollama } from 'ollama'
import { OpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { chat, QUESTION, STREAM, TEXT, WHOLE } from './support/answers.ts'
import { startStubServer, type StubServer } from './support/server.ts'

let server: StubServer
let demo: DemoModel
beforeAll(async () => {
  server = await startStubServer()
  demo = await startDemoModel()
})
afterAll(async () => {
  await server.close()
  await demo.close()
})

const messages = [QUESTION]
const model = 'finetap-demo:faq'

const openai = (recording: Recording): OpenAI =>
  new OpenAI({ apiKey: 'key', baseURL: `${server.url}/v1`, fetch: wrapFetch(fetch, recording) })
const ollama = (recording: Recording): Ollama => new Ollama({ host: demo.url, fetch: wrapFetch(fetch, recording) })

describe('a client that is wrapped itself records once', () => {
  test('wrapOpenAI', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(openai(recording), recording)
    server.answer(WHOLE)
    await client.chat.completions.create({ model: 'demo', messages })
    server.answer(STREAM)
    await Array.fromAsync(await client.chat.completions.create({ model: 'demo', messages, stream: true }))
    const generations = await recording.generations()
    expect(generations.map(({ source, status }) => [source.adapter, status])).toEqual([
      ['openai', 'ok'],
      ['openai', 'ok'],
    ])
  })

  test('wrapAnthropic', async () => {
    const recording = startRecording()
    const own = new Anthropic({ apiKey: 'key', baseURL: server.url, fetch: wrapFetch(fetch, recording) })
    const body = { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Well.' }] }
    server.answer({ type: 'application/json', body: JSON.stringify(body) })
    await wrapAnthropic(own, recording).messages.create({ model: 'demo', max_tokens: 9, messages })
    expect(await onlyGeneration(recording)).toMatchObject({ source: { adapter: 'anthropic' } })
  })

  test('wrapOllama', async () => {
    const recording = startRecording()
    const client = wrapOllama(ollama(recording), recording)
    await client.chat({ model, messages })
    await Array.fromAsync(await client.chat({ model, messages, stream: true }))
    const generations = await recording.generations()
    expect(generations.map(({ source }) => source.adapter)).toEqual(['ollama', 'ollama'])
  })

  test('wrapModel of the AI SDK, and what the fetch was told joins its record', async () => {
    const recording = startRecording()
    const send = wrapFetch(fetch, { ...recording, userId: 'u1' })
    const provider = createOpenAICompatible({ name: 'stub', baseURL: `${server.url}/v1`, fetch: send })
    server.answer(WHOLE)
    await generateText({ model: wrapModel(provider('demo'), recording), messages })
    expect(await onlyGeneration(recording)).toMatchObject({ source: { adapter: 'ai-sdk' }, userId: 'u1' })
  })

  test('a fetch that calls a wrapped one', async () => {
    const recording = startRecording()
    const inner = wrapFetch(fetch, recording)
    const outer = wrapFetch((...values: Parameters<typeof fetch>) => inner(...values), recording)
    const ask = async () => (await outer(...chat(server.url))).json()
    server.answer(WHOLE)
    await ask()
    await withContext({ consent: false }, ask)
    expect(recording.recorder.stats().dropped).toEqual({ no_consent: 1 })
    expect(await recording.generations()).toHaveLength(1)
  })

  test('not at all where a door above was told to leave it out', async () => {
    const recording = startRecording()
    server.answer(WHOLE)
    const ask = () => openai(recording).chat.completions.create({ model: 'demo', messages })
    await withContext({ capture: false }, ask)
    await withContext({ consent: false }, ask)
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ unsampled: 1, dropped: { no_consent: 1 } })
  })
})

describe('clients that take a fetch', () => {
  test('the AI SDK, streamed', async () => {
    const recording = startRecording()
    const provider = createOpenAICompatible({
      name: 'stub',
      baseURL: `${server.url}/v1`,
      fetch: wrapFetch(fetch, recording),
    })
    server.answer(STREAM)
    expect(await streamText({ model: provider('demo'), messages }).text).toBe(TEXT)
    const generation = await onlyGeneration(recording)
    expect(generation.response.messages.map(textOf)).toEqual([TEXT])
    expect(generation).toMatchObject({ source: { adapter: 'fetch' }, stream: true, status: 'ok' })
  })

  test('openai stops reading at [DONE], and the stream is whole', async () => {
    const recording = startRecording()
    server.answer({ ...STREAM, isOpen: true })
    await Array.fromAsync(await openai(recording).chat.completions.create({ model: 'demo', messages, stream: true }))
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', response: { finishReason: 'stop' } })
  })

  test('retries of openai are attempts of one turn', async () => {
    const recording = startRecording()
    const busy = { status: 429, type: 'application/json', headers: { 'retry-after-ms': '1' }, body: '{"error":"busy"}' }
    server.answer(busy, busy, WHOLE)
    await withContext({ conversationId: 'c' }, () =>
      openai(recording).chat.completions.create({ model: 'demo', messages }),
    )
    const generations = await recording.generations()
    expect(generations.map(({ attempt, step, status }) => [attempt, step, status])).toEqual([
      [0, 0, 'error'],
      [1, 0, 'error'],
      [2, 0, 'ok'],
    ])
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test('ollama with the demo model: chat, generate, streams', async () => {
    const recording = startRecording()
    const client = ollama(recording)
    const whole = await client.chat({ model, messages })
    const chunks = await Array.fromAsync(await client.chat({ model, messages, stream: true }))
    const { response } = await client.generate({ model, prompt: 'Do you ship abroad?' })
    const pieces = await Array.fromAsync(await client.generate({ model, prompt: 'Hello', stream: true }))
    const texts = [
      whole.message.content,
      chunks.map(({ message }) => message.content).join(''),
      response,
      pieces.map((piece) => piece.response).join(''),
    ]
    const generations = await recording.generations()
    expect(generations.map((generation) => generation.response.messages.map(textOf).join(''))).toEqual(texts)
    expect(generations.map(({ operation, stream, status }) => [operation, stream, status])).toEqual([
      ['chat', false, 'ok'],
      ['chat', true, 'ok'],
      ['completion', false, 'ok'],
      ['completion', true, 'ok'],
    ])
    expect(generations[1]?.usage?.outputTokens).toBeGreaterThan(0)
    expect(generations[0]).toMatchObject({ model: { provider: 'ollama', requested: model } })
  })

  test('ollama with a tool: both calls are steps of one turn', async () => {
    const recording = startRecording()
    const client = ollama(recording)
    const question = { role: 'user', content: 'Where is my order 1001?' }
    const { message } = await client.chat({ model, messages: [question], tools: [getOrderTool] })
    const result = getOrder(message.tool_calls?.[0]?.function.arguments ?? {})
    const answered = { role: 'tool', tool_name: 'get_order', content: JSON.stringify(result) }
    await client.chat({ model, messages: [question, message, answered], tools: [getOrderTool] })
    const [first, second] = await recording.generations()
    expect(first).toMatchObject({ step: 0, response: { finishReason: 'tool_call' } })
    expect(second).toMatchObject({ step: 1, turnId: first?.turnId })
  })

  test('ollama and a model that is not there', async () => {
    const recording = startRecording()
    await expect(ollama(recording).chat({ model: 'nobody', messages })).rejects.toThrow(/not found/)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'error',
      error: { status: 404, message: expect.stringContaining('not found') as string },
    })
  })
})
