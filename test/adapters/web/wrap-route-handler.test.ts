import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createUIMessageStream, createUIMessageStreamResponse, streamText } from 'ai'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { describe, expect, test, vi } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { feedbackHandler, wrapRouteHandler } from '../../../src/adapters/web/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { unwrap, withContext } from '../../../src/index.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { mockModel } from '../express/support/mock-model.ts'

const UI_BODY = { id: 'chat-1', messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }] }
const SAID = 'Grüße, 你好 👋'

function ask(body: object = UI_BODY, url = 'http://localhost/chat'): Request {
  return new Request(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

function lines(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces.map((piece) => Buffer.from(piece)))
}

const EVENTS = [...Array.from(SAID).map((text) => `data: ${JSON.stringify({ text })}\n\n`), 'data: [DONE]\n\n']

type Answer = readonly [name: string, answer: () => Response | Promise<Response>, said: string]

const ANSWERS: readonly Answer[] = [
  ['JSON', () => Response.json({ text: SAID }, { status: 201 }), SAID],
  ['text', () => new Response(SAID, { headers: { 'content-type': 'text/plain' } }), SAID],
  ['events', () => new Response(lines(...EVENTS), { headers: { 'content-type': 'text/event-stream' } }), SAID],
  [
    'a UI message stream',
    () =>
      createUIMessageStreamResponse({
        headers: { 'set-cookie': 'a=1' },
        stream: createUIMessageStream({
          execute({ writer }) {
            writer.write({ type: 'start', messageId: 'ui-1' })
            writer.write({ type: 'text-start', id: 't' })
            for (const delta of Array.from(SAID)) writer.write({ type: 'text-delta', id: 't', delta })
            writer.write({ type: 'text-end', id: 't' })
            writer.write({ type: 'finish' })
          },
        }),
      }),
    SAID,
  ],
  ['what fetch gave', () => fetch('data:text/plain,Hi'), 'Hi'],
]

const OTHERS: readonly (readonly [name: string, answer: () => Response])[] = [
  ['no body', () => new Response(null, { status: 204 })],
  ['a redirect', () => Response.redirect('http://localhost/other')],
  ['a page', () => new Response('<h1>Hi</h1>', { headers: { 'content-type': 'text/html' } })],
]

/** What a route gives, without and with the wrap, and what is recorded of it. */
async function compare(answer: () => Response | Promise<Response>) {
  const recording = startRecording()
  const handler = async (request: Request): Promise<Response> => {
    await request.json()
    return answer()
  }
  const wrapped = await wrapRouteHandler(handler, recording)(ask())
  return {
    recording,
    id: wrapped.headers.get('x-finetap-id'),
    without: await seen(await handler(ask())),
    with: await seen(wrapped),
  }
}

async function seen(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'x-finetap-id')
  const { status, statusText } = response
  return { status, statusText, headers, body: Buffer.from(await response.arrayBuffer()) }
}

describe('the answer', () => {
  test.for(ANSWERS)('%s goes out as the handler gave it, and is recorded', async ([, answer, said]) => {
    const { recording, id, without, with: wrapped } = await compare(answer)
    expect(wrapped).toEqual(without)
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ id, status: 'ok', conversationId: 'chat-1', source: { adapter: 'web' } })
    expect(generation.request.messages.map(textOf)).toEqual(['Hello?'])
    expect(generation.response.messages.map(textOf)).toEqual([said])
  })

  test.for(OTHERS)('%s goes out as the handler gave it, and nothing is recorded', async ([, answer]) => {
    const { recording, without, with: wrapped } = await compare(answer)
    expect(wrapped).toEqual(without)
    expect(await recording.generations()).toEqual([])
  })

  test('what a handler throws, or gives that is no response, is the host’s', async () => {
    const recording = startRecording()
    const error = new Error('broken')
    const fails = wrapRouteHandler(() => {
      throw error
    }, recording)
    expect(() => fails()).toThrow(error)
    const rejects = wrapRouteHandler(async (request: Request) => Promise.reject(request), recording)
    const asked = ask()
    await expect(rejects(asked)).rejects.toBe(asked)
    const gives = wrapRouteHandler((request: Request) => request, recording)
    expect(gives(asked)).toBe(asked)
  })

  test('a reader that leaves stops the handler’s stream, and the record is aborted with what was sent', async () => {
    const recording = startRecording()
    const cancelled = vi.fn<(reason: unknown) => void>()
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Buffer.from('Hi')),
      cancel: cancelled,
    })
    const handler = wrapRouteHandler(async (request: Request) => {
      await request.json()
      return new Response(source, { headers: { 'content-type': 'text/plain' } })
    }, recording)
    const response = await handler(ask())
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel('enough')
    expect(cancelled).toHaveBeenCalledWith('enough')
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
  })

  test('nothing is read before the reader reads', async () => {
    const recording = startRecording()
    let pulls = 0
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls += 1
          controller.enqueue(Buffer.from('Hi'))
        },
      },
      { highWaterMark: 0 },
    )
    const handler = wrapRouteHandler(async (request: Request) => {
      await request.json()
      return new Response(source, { headers: { 'content-type': 'text/plain' } })
    }, recording)
    const response = await handler(ask())
    await new Promise((resolve) => setImmediate(resolve))
    expect(pulls).toBe(0)
    await response.body?.cancel()
  })
})

describe('a model that finetap wraps', () => {
  test('is recorded once, with the conversation, the id of the page and that of the UI message', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi', ' there'), recording)
    const handler = wrapRouteHandler(
      async (request: Request) => {
        const body = JSON.stringify(await request.json())
        return streamText({ model, prompt: body }).toUIMessageStreamResponse({
          generateMessageId: () => 'ui-1',
        })
      },
      { ...recording, context: ({ headers }) => ({ userId: headers.get('x-user') ?? '' }) },
    )
    const response = await handler(
      new Request(ask(), { headers: { 'x-user': 'u1', 'content-type': 'application/json' } }),
    )
    expect(await response.text()).toContain('there')
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({ conversationId: 'chat-1', userId: 'u1', source: { adapter: 'ai-sdk' } })
    expect(generation.response.messageId).toBe('ui-1')
  })
})

describe('waiting for the record', () => {
  test('waitUntil is given a promise that is kept when the record is written', async () => {
    const recording = startRecording()
    const waited: Promise<void>[] = []
    const handler = wrapRouteHandler(
      async (request: Request) => Response.json({ text: `You said ${JSON.stringify(await request.json()).length}` }),
      { ...recording, waitUntil: (written) => waited.push(written) },
    )
    await (await handler(ask())).text()
    await Promise.all(waited)
    expect(waited.length).toBe(1)
    expect(recording.recorder.stats()).toMatchObject({ written: 1 })
  })

  test('a context of the host that can wait is found', async () => {
    const recording = startRecording()
    const waitUntil = vi.fn<(written: Promise<void>) => void>()
    const handler = wrapRouteHandler(async (request: Request, ...host: readonly unknown[]) => {
      await request.json()
      expect(host).toEqual([{}, { waitUntil }])
      return Response.json({ text: 'Hi' })
    }, recording)
    await handler(ask(), {}, { waitUntil })
    expect(waitUntil).toHaveBeenCalledTimes(1)
  })
})

describe('hosts', () => {
  async function hostedBy(app: Hono): Promise<{ readonly url: string; readonly close: () => void }> {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
  }

  test.for(['events', 'JSON', 'text'] as const)('Hono sends %s as without', async (kind) => {
    const recording = startRecording()
    const own = new Hono().post('/chat', async (context) => {
      await context.req.json()
      if (kind === 'JSON') return context.json({ text: SAID })
      if (kind === 'text') return context.text(SAID)
      return streamSSE(context, async (stream) => {
        for (const text of Array.from(SAID)) await stream.writeSSE({ data: JSON.stringify({ text }) })
        await stream.writeSSE({ data: '[DONE]' })
      })
    })
    const wrapped = new Hono().post(
      '/chat',
      wrapRouteHandler((context) => own.fetch(context.req.raw), recording),
    )
    const answers = []
    for (const app of [own, wrapped]) {
      const { url, close } = await hostedBy(app)
      const response = await fetch(ask(UI_BODY, `${url}/chat`))
      const headers = [...response.headers].filter(([name]) => !['date', 'x-finetap-id'].includes(name))
      answers.push([response.status, headers, await response.text()])
      close()
    }
    expect(answers[1]).toEqual(answers[0])
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ status: 'ok', conversationId: 'chat-1' })
    expect(generation.response.messages.map(textOf)).toEqual([SAID])
  })

  test('events that hold a request, as of SvelteKit, do too', async () => {
    const recording = startRecording()
    const handler = wrapRouteHandler(async ({ request }: { readonly request: Request }) => {
      await request.json()
      return Response.json({ text: 'Hi' })
    }, recording)
    await handler({ request: ask() })
    expect(await vi.waitFor(() => onlyGeneration(recording))).toMatchObject({ conversationId: 'chat-1' })
  })
})

test('wrapping twice is wrapping once, unwrap gives the handler back, and off it is the handler alone', async () => {
  const recording = startRecording({ enabled: false })
  const handler = ({ url }: Request): Response => Response.json({ text: url })
  const wrapped = wrapRouteHandler(handler, recording)
  expect(wrapRouteHandler(wrapped, recording)).toBe(wrapped)
  expect(unwrap(wrapped)).toBe(handler)
  expect(wrapped(ask()).headers.has('x-finetap-id')).toBe(false)
  // @ts-expect-error For apps without types.
  expect(() => wrapRouteHandler('POST')).toThrow('wrapRouteHandler was given string')
})

test('an answer can be judged by the id in its header, within what is around the handler', async () => {
  const recording = startRecording()
  const handler = wrapRouteHandler(async (request: Request) => Response.json({ text: await request.text() }), recording)
  const answer = await withContext({ tenantId: 't1' }, () => handler(ask()))
  const id = answer.headers.get('x-finetap-id')
  const judged = await feedbackHandler(recording)(ask({ id, score: 0.5 }, 'http://localhost/feedback'))
  expect(judged.status).toBe(201)
  const generation = (await recording.events()).find(({ type }) => type === 'generation')
  expect(generation).toMatchObject({ id, tenantId: 't1' })
})
