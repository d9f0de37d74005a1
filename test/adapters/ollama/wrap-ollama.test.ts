import { Ollama } from 'ollama'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'

const model = 'finetap-demo:faq'
let server: DemoModel

beforeAll(async () => {
  server = await startDemoModel()
})
afterAll(() => server.close())

function wrapped(recording: Recording): Ollama {
  return wrapOllama(new Ollama({ host: server.url }), recording)
}

describe('chat', () => {
  test('is captured with its messages, settings, usage and finish reason', async () => {
    const recording = startRecording()
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'How long does delivery take?' },
    ]
    const response = await withContext({ conversationId: 'c1' }, () =>
      wrapped(recording).chat({ model, messages, options: { temperature: 0, num_predict: 500 } }),
    )
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 'c1',
      source: { adapter: 'ollama' },
      operation: 'chat',
      stream: false,
      model: { provider: 'ollama', requested: model, responded: model },
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'How long does delivery take?' }] },
        ],
        params: { temperature: 0, maxOutputTokens: 500 },
      },
      response: {
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: response.message.content }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: response.prompt_eval_count, outputTokens: response.eval_count },
      status: 'ok',
    })
  })

  test('streamed, gives the app every chunk and the record the whole text', async () => {
    const recording = startRecording()
    const messages = [{ role: 'user', content: 'Wie lange dauert der Versand?' }]
    const stream = await wrapped(recording).chat({ model, messages, stream: true })
    const chunks = await Array.fromAsync(stream)
    const text = chunks.map((chunk) => chunk.message.content).join('')
    expect(chunks.length).toBeGreaterThan(2)
    const generation = await onlyGeneration(recording)
    expect(generation.response.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text }] }])
    expect(generation).toMatchObject({ stream: true, status: 'ok' })
    expect(generation.firstTokenMs).toBeLessThanOrEqual(generation.durationMs ?? 0)
  })

  test('with a tool: the call and its result carry the same id, and both steps are one turn', async () => {
    const recording = startRecording()
    const ollama = wrapped(recording)
    const question = { role: 'user', content: 'Where is my order 1001?' }
    await withContext({ conversationId: 'c' }, async () => {
      const { message } = await ollama.chat({ model, messages: [question], tools: [getOrderTool] })
      const [call] = message.tool_calls ?? []
      expect(call?.function.name).toBe('get_order')
      const result = {
        role: 'tool',
        tool_name: 'get_order',
        content: JSON.stringify(getOrder(call?.function.arguments ?? {})),
      }
      await ollama.chat({ model, messages: [question, message, result], tools: [getOrderTool] })
    })
    const [first, second] = await recording.generations()
    expect(first).toMatchObject({
      request: { tools: [{ name: 'get_order', parameters: { type: 'object' } }] },
      response: { messages: [{ parts: [{ type: 'tool_call', name: 'get_order' }] }], finishReason: 'tool_call' },
    })
    expect(second?.request.messages[1]).toEqual(first?.response.messages[0])
    const callPart = first?.response.messages[0]?.parts[0]
    expect(second?.request.messages[2]?.parts[0]).toMatchObject({
      type: 'tool_result',
      id: callPart?.type === 'tool_call' ? callPart.id : undefined,
    })
    expect(second).toMatchObject({ turnId: first?.turnId, step: 1 })
  })
})

test('generate is captured as one user message and its answer', async () => {
  const recording = startRecording()
  const { response } = await wrapped(recording).generate({ model, system: 'Be brief.', prompt: 'Do you ship abroad?' })
  expect(await onlyGeneration(recording)).toMatchObject({
    operation: 'completion',
    request: { messages: [{ role: 'system' }, { role: 'user', parts: [{ text: 'Do you ship abroad?' }] }] },
    response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text: response }] }] },
  })
})

describe('what goes wrong', () => {
  const ask = (content: string) => ({ model, messages: [{ role: 'user', content }] })

  test('stop in mid-stream: aborted, with the text so far', async () => {
    const recording = startRecording()
    const stream = await wrapped(recording).chat({ ...ask('/long'), stream: true })
    const seen: string[] = []
    const reading = (async () => {
      for await (const chunk of stream) {
        seen.push(chunk.message.content)
        if (seen.length === 3) stream.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: seen.join('') }] }] },
    })
  })

  test('leaving the loop early: aborted, with the text so far', async () => {
    const recording = startRecording()
    const client = wrapped(recording)
    for await (const _ of await client.chat({ ...ask('/long'), stream: true })) break
    client.abort()
    const generation = await onlyGeneration(recording)
    expect(generation.status).toBe('aborted')
    expect(generation.response.messages).toHaveLength(1)
  })

  test('abort of the whole client', async () => {
    const recording = startRecording()
    const client = wrapped(recording)
    const stream = await client.chat({ ...ask('/long'), stream: true })
    const reading = (async () => {
      for await (const _ of stream) client.abort()
    })()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
  })

  test('an error line in mid-stream: error, with the text so far; the app gets its own error', async () => {
    const recording = startRecording()
    const stream = await wrapped(recording).chat({ ...ask('/error-mid'), stream: true })
    const failure: unknown = await Array.fromAsync(stream).catch((error: unknown) => error)
    const generation = await onlyGeneration(recording)
    expect(failure).toBeInstanceOf(Error)
    expect(generation).toMatchObject({
      status: 'error',
      error: { message: (failure as Error).message, phase: 'stream' },
    })
    expect(generation.response.messages).toHaveLength(1)
  })

  test('an unknown model: the client’s ResponseError, with its status', async () => {
    const recording = startRecording()
    const call = wrapped(recording).chat({ ...ask('Hi'), model: 'nobody' })
    await expect(call).rejects.toMatchObject({ name: 'ResponseError', status_code: 404 })
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'error',
      error: { name: 'ResponseError', status: 404 },
    })
  })
})

describe('the value that wrapOllama returns', () => {
  test('keeps class, other methods and the stream’s own object', async () => {
    const raw = new Ollama({ host: server.url })
    const recording = startRecording()
    const ollama = wrapOllama(raw, recording)
    expect(ollama).toBeInstanceOf(Ollama)
    expect(ollama.chat).toBe(ollama.chat)
    expect(ollama.list).toBe(ollama.list)
    expect((await ollama.list()).models.map(({ name }) => name)).toContain(model)
    const stream = await ollama.chat({ model, messages: [{ role: 'user', content: 'Hi' }], stream: true })
    expect(stream.abort).toBeTypeOf('function')
    expect(Object.keys(stream)).toEqual(Object.keys(await raw.chat({ model, messages: [], stream: true })))
    await Array.fromAsync(stream)
    expect(await recording.generations()).toHaveLength(1)
  })

  test('is the same when wrapped twice, and unwraps to the client', () => {
    const raw = new Ollama()
    const once = wrapOllama(raw, startRecording())
    expect(wrapOllama(once)).toBe(once)
    expect(unwrap(once)).toBe(raw)
  })

  test('switched off, is called straight through', async () => {
    const recording = startRecording({ enabled: false })
    await wrapped(recording).chat({ model, messages: [{ role: 'user', content: 'Hi' }] })
    expect(await recording.generations()).toEqual([])
  })
})
