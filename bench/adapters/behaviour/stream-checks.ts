import type { OpenAI } from 'openai'
import { Stream } from 'openai/streaming'
import type { AskRequest, Check } from './check.ts'

/** Calls for streamed answers. */
export const streamChecks: readonly Check[] = [
  {
    name: 'stream',
    asks: true,
    async see(client, request) {
      const stream = await open(client, request)
      const members = ['tee', 'toReadableStream'].map((name) => typeof Reflect.get(stream, name))
      return [stream instanceof Stream, stream.controller instanceof AbortController, members, await textOf(stream)]
    },
  },
  {
    name: 'stream withResponse',
    asks: true,
    async see(client, request) {
      const { data, response } = await client.chat.completions.create({ ...request, stream: true }).withResponse()
      return [await textOf(data), response.status]
    },
  },
  {
    name: 'toReadableStream',
    asks: true,
    async see(client, request) {
      const body = await new Response((await open(client, request)).toReadableStream()).text()
      return body.trim().split('\n').length
    },
  },
  {
    name: 'tee',
    asks: true,
    async see(client, request) {
      const [left, right] = (await open(client, request)).tee()
      return [await textOf(left), await textOf(right)]
    },
  },
  {
    name: 'controller.abort',
    asks: true,
    async see(client, request, server) {
      const stream = await open(client, request)
      let read = 0
      for await (const chunk of stream) {
        void chunk
        read += 1
        if (read === 2) stream.controller.abort()
      }
      return [read, server.seen]
    },
  },
  {
    name: 'break',
    asks: true,
    async see(client, request, server) {
      for await (const chunk of await open(client, request)) {
        if (chunk.choices[0]?.delta.content === ' two') break
      }
      return server.seen
    },
  },
  {
    name: '.stream()',
    asks: true,
    async see(client, request) {
      const pieces: string[] = []
      const stream = client.chat.completions.stream(request).on('content', (piece) => pieces.push(piece))
      return [await stream.finalContent(), pieces.length]
    },
  },
  {
    name: 'time to first token',
    asks: true,
    async see(client, request, server) {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.hold = promise
      const stream = await open(client, request)
      let sentAtFirst = 0
      for await (const chunk of stream) {
        void chunk
        if (sentAtFirst === 0) sentAtFirst = server.seen.sent
        resolve()
      }
      return sentAtFirst
    },
  },
]

function open(client: OpenAI, request: AskRequest): PromiseLike<Stream<OpenAI.ChatCompletionChunk>> {
  return client.chat.completions.create({ ...request, stream: true })
}

async function textOf(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  return text
}
