import { streamText } from 'ai'
import { expect, test, vi } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { captureChat } from '../../../src/adapters/express/index.ts'
import { wrapRouteHandler } from '../../../src/adapters/web/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { post, startApp } from '../express/support/chat-app.ts'
import { mockModel } from '../express/support/mock-model.ts'

const BODY = { conversationId: 'c1', messages: [{ role: 'user', content: 'Hello?' }] }

function ask(body: object = BODY): Request {
  return new Request('http://localhost/chat', { method: 'POST', body: JSON.stringify(body) })
}

test('Response.error() behind a model goes out as the handler gave it', async () => {
  const recording = startRecording()
  const model = wrapModel(mockModel('Hi'), recording)
  const failed = Response.error()
  const handler = wrapRouteHandler(async (request: Request) => {
    await streamText({ model, prompt: await request.text() }).text
    return failed
  }, recording)
  expect(await handler(ask())).toBe(failed)
})

test('what the handler does to the messages is not what was asked', async () => {
  const recording = startRecording()
  const handler = wrapRouteHandler(async (request: Request) => {
    const body = Object(await request.json())
    body.messages.push({ role: 'assistant', content: 'Hi' })
    return Response.json({ text: 'Hi' })
  }, recording)
  await handler(ask())
  const { request } = await vi.waitFor(() => onlyGeneration(recording))
  expect(request.messages.map(textOf)).toEqual(['Hello?'])
})

test('a stream of JSON is not read ahead of the reader, and ends with it', async () => {
  const recording = startRecording()
  const cancelled = vi.fn<(reason: unknown) => void>()
  let pulls = 0
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    pulls += 1
    controller.enqueue(Buffer.from('{"text":"Hi"}\n'))
  }
  const handler = wrapRouteHandler(async (request: Request) => {
    await request.json()
    const source = new ReadableStream({ pull, cancel: cancelled }, { highWaterMark: 0 })
    return new Response(source, { headers: { 'content-type': 'application/stream+json' } })
  }, recording)
  const reader = (await handler(ask())).body?.getReader()
  await reader?.read()
  await new Promise((resolve) => setImmediate(resolve))
  expect(pulls).toBe(1)
  await reader?.cancel('enough')
  expect(cancelled).toHaveBeenCalledWith('enough')
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
})

test.for(['the handler itself', 'a model'] as const)(
  'in a captured route of Express %s is recorded once',
  async (kind) => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi'), recording)
    const handler = wrapRouteHandler(async (request: Request) => {
      const prompt = await request.text()
      return Response.json({ text: kind === 'a model' ? await streamText({ model, prompt }).text : 'Hi' })
    }, recording)
    await using app = await startApp((own) => {
      own.post('/chat', captureChat(recording), ({ body }, response) => {
        void handler(ask(body)).then(async (answer) => response.json(await answer.json()))
      })
    })
    await (await post(`${app.url}/chat`, BODY)).text()
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ conversationId: 'c1', status: 'ok' })
    expect(generation.source.adapter).toBe(kind === 'a model' ? 'ai-sdk' : 'web')
  },
)
