import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { streamText } from 'ai'
import type { RequestHandler } from 'express'
import { mockModel } from './mock-model.ts'

// What is not ASCII, so that a cut inside of a character would show.
export const SAID = 'Grüße, 你好 👋: a short answer.'

/** A kind of route, and how its answer reads in a record; `undefined` where there is nothing to record. */
export type Kind = { readonly name: string; readonly handler: RequestHandler; readonly said: string | undefined }

const PIECES = ['Grüße, ', '你好 👋', ': a short ', 'answer.']

function openAiEvents(): readonly string[] {
  const chunk = (delta: object, finish: string | null = null): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  return [...PIECES.map((content) => chunk({ content })), chunk({}, 'stop'), 'data: [DONE]\n\n']
}

function ollamaLines(): readonly string[] {
  const line = (content: string, done = false): string =>
    `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, done, ...(done ? { done_reason: 'stop' } : {}) })}\n`
  return [...PIECES.map((content) => line(content)), line('', true)]
}

/** Each piece in a turn of the event loop of its own, as models send them. */
async function* slowly<Piece>(pieces: readonly Piece[]): AsyncGenerator<Piece> {
  for (const piece of pieces) {
    await new Promise((resolve) => setImmediate(resolve))
    yield piece
  }
}

const BIG = Buffer.alloc(64 * 1_024, 'x')
const BIG_PIECES = 200

async function writeAll(
  response: Parameters<RequestHandler>[1],
  pieces: AsyncIterable<string | Buffer>,
): Promise<void> {
  for await (const piece of pieces) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve))
  }
  response.end()
}

/** The kinds of route that apps have. */
export const KINDS: readonly Kind[] = [
  {
    name: 'res.json',
    said: SAID,
    handler: (_, response) => void response.json({ message: { role: 'assistant', content: SAID } }),
  },
  { name: 'res.send', said: SAID, handler: (_, response) => void response.type('text/plain').send(SAID) },
  {
    name: 'server-sent events behind flushHeaders',
    said: SAID,
    async handler(_, response) {
      response.type('text/event-stream')
      response.flushHeaders()
      await writeAll(response, slowly(openAiEvents()))
    },
  },
  {
    name: 'lines of JSON',
    said: SAID,
    async handler(_, response) {
      response.setHeader('content-type', 'application/x-ndjson')
      await writeAll(response, slowly(ollamaLines()))
    },
  },
  {
    name: 'UTF-8 cut into single bytes',
    said: SAID,
    async handler(_, response) {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' })
      await writeAll(response, slowly([...Buffer.from(SAID)].map((byte) => Buffer.from([byte]))))
    },
  },
  {
    name: 'a readable stream that is piped',
    said: SAID,
    handler(_, response) {
      response.type('text/event-stream')
      Readable.from(slowly(openAiEvents())).pipe(response)
    },
  },
  {
    name: 'a stream of the web that is piped',
    said: SAID,
    handler(_, response) {
      response.type('text/plain')
      const source = ReadableStream.from(slowly(PIECES.map((piece) => Buffer.from(piece))))
      Readable.fromWeb(source as NodeReadableStream).pipe(response)
    },
  },
  {
    name: '12.8 MiB with backpressure',
    said: BIG.toString().repeat(BIG_PIECES),
    async handler(_, response) {
      response.type('text/plain')
      let full = 0
      for (let piece = 0; piece < BIG_PIECES; piece += 1) {
        if (response.write(BIG)) continue
        full += 1
        await new Promise((resolve) => response.once('drain', resolve))
      }
      response.addTrailers({ 'x-full': String(full) })
      response.end()
    },
  },
  {
    name: 'an error that is thrown',
    said: undefined,
    handler() {
      throw Object.assign(new Error('teapot'), { status: 418, expose: true, stack: 'teapot' })
    },
  },
  { name: '204', said: undefined, handler: (_, response) => void response.status(204).end() },
  {
    name: 'pipeUIMessageStreamToResponse of the AI SDK',
    said: SAID,
    handler(_, response) {
      const model = mockModel(...PIECES)
      void streamText({ model, prompt: 'Hi' }).pipeUIMessageStreamToResponse(response, {
        generateMessageId: () => 'message-1',
      })
    },
  },
]
