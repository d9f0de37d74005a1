import './support/no-tracing.ts'
import { ChatOllama } from '@langchain/ollama'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'

describe('ChatOllama, against the demo model', () => {
  const model = 'finetap-demo:faq'
  let server: DemoModel
  beforeAll(async () => void (server = await startDemoModel()))
  afterAll(() => server.close())

  test('invoke, which streams within, and stream', async () => {
    const recording = startRecording()
    const chat = wrapChatModel(
      new ChatOllama({ model, baseUrl: server.url, temperature: 0, numPredict: 500 }),
      recording,
    )
    const answer = await chat.invoke([
      ['system', 'Be brief.'],
      ['user', 'How long does delivery take?'],
    ])
    const chunks = await Array.fromAsync(await chat.stream('How long does delivery take?'))
    const [invoked, streamed] = await recording.generations()
    expect(invoked).toMatchObject({
      stream: false,
      status: 'ok',
      firstTokenMs: expect.any(Number),
      model: { provider: 'ollama', requested: model, responded: model },
      request: { params: { temperature: 0, maxOutputTokens: 500 } },
      response: {
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: answer.text }] }],
        finishReason: 'stop',
      },
      usage: { outputTokens: expect.any(Number) },
    })
    expect(streamed).toMatchObject({
      stream: true,
      status: 'ok',
      response: {
        messages: [{ parts: [{ type: 'text', text: chunks.map(({ text }) => text).join('') }] }],
        finishReason: 'stop',
      },
    })
  })

  test('JSON, and a stream that is left', async () => {
    const recording = startRecording()
    const chat = wrapChatModel(new ChatOllama({ model, baseUrl: server.url, format: 'json' }), recording)
    for await (const chunk of await chat.stream('How long does delivery take?')) if (chunk.text !== '') break
    await vi.waitFor(() => expect(recording.recorder.stats().byStatus).toEqual({ aborted: 1 }))
    expect(await onlyGeneration(recording)).toMatchObject({ request: { responseFormat: { type: 'json' } } })
  })

  test('a signal that fires on the way', async () => {
    const recording = startRecording()
    const chat = wrapChatModel(new ChatOllama({ model, baseUrl: server.url }), recording)
    const controller = new AbortController()
    const reading = (async () => {
      const stream = await chat.stream('How long does delivery take?', { signal: controller.signal })
      for await (const chunk of stream) if (chunk.text !== '') controller.abort()
    })()
    await expect(reading).rejects.toThrow(/abort/i)
    const { status, response } = await onlyGeneration(recording)
    expect([status, response.messages.length]).toEqual(['aborted', 1])
  })

  test('a model that is not there', async () => {
    const recording = startRecording()
    const chat = new ChatOllama({ model: 'none', baseUrl: server.url, maxRetries: 0 })
    await expect(chat.invoke('Hello', { callbacks: [captureHandler(recording)] })).rejects.toThrow(/none/)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { status: 404 } })
  })
})
