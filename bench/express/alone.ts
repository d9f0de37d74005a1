import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { openaiChat } from '../adapters/wires/openai-chat.ts'
import { measureChunks, type ChunkRounds } from '../support/chunk-rounds.ts'
import type { Part } from '../support/part.ts'
import { pieces, plainExchanges } from '../support/requests.ts'
import { measureRounds, type Contestant, type Added } from '../support/rounds.ts'
import { sinkStore } from '../support/sink-store.ts'
import { decimal, spread, type Row } from '../support/table.ts'
import { exchange, stubExchange, type StubExchange } from './stub-exchange.ts'
import { finetapWay, nothingWay } from './open-way.ts'
import type { Way } from './way.ts'

const KB = 1_024
const CALLS = 300
const STREAMS: ChunkRounds = { count: 200, calls: 10, rounds: 25, warmUps: 15, order: 'random' }

/** What the middleware adds when nothing is sent anywhere. */
export const alone: Part = {
  name: 'alone',
  title: 'µs that captureChat adds, alone',
  head: ['', 'without', 'off', 'path, no store', 'path', 'processor, no store', 'processor'],
  note: `Requests and responses of node:http within the process whose bytes go nowhere, one after the other. A page: a GET whose
answer is HTML, as of all routes that are no chats. A chunk: an event of OpenAI, of about 5 characters. Path: processor
time of the app's thread until the answer is out. Processor: of all threads, until everything is written.`,
  jobs: () => ['chat', 'page', 'chunk'].map((kind) => ({ part: 'alone', case: kind })),
  async run({ job, folder }) {
    const ways = [
      nothingWay(),
      finetapWay('off', { store: sinkStore(), enabled: false }),
      finetapWay('no store', { store: sinkStore() }),
      finetapWay('finetap', { store: jsonlStore(join(folder, 'log')) }),
    ]
    const row = await (job.case === 'chunk' ? chunkRow(ways) : requestRow(ways, job.case === 'page' ? 'page' : 'chat'))
    for (const way of ways) requireCaptured(way, job.case !== 'page')
    return [row]
  },
}

/** A figure for chats that are not captured, or for pages that are, would be worth nothing. */
function requireCaptured({ name, recorder }: Way, areChats: boolean): void {
  if (recorder === undefined) return
  const isExpected = areChats && recorder.enabled
  if (recorder.stats().captured > 0 !== isExpected) throw new Error(`${name} captured ${recorder.stats().captured}`)
}

type Prepared = { readonly stub: StubExchange; readonly route: (response: ServerResponse) => void }

const REQUESTS = {
  chat: { title: 'a chat, JSON of 2 KB', make: chats },
  page: { title: 'a page', make: pages },
} as const

async function requestRow(ways: readonly Way[], kind: keyof typeof REQUESTS): Promise<Row> {
  const { title, make } = REQUESTS[kind]
  const contestants = ways.map((way) => contestant(way, make(), CALLS))
  const { base, added } = await measureRounds(contestants, { units: CALLS, rounds: 25, warmUps: 15, order: 'random' })
  return rowOf(title, base.path.median, (name) => added.get(name))
}

async function chunkRow(ways: readonly Way[]): Promise<Row> {
  const contestants = (count: number): readonly Contestant[] =>
    ways.map((way) => contestant(way, streams(count), STREAMS.calls))
  const measured = await measureChunks(contestants, STREAMS)
  return rowOf('a chunk', measured.base.median, (name) => measured.chunk(name))
}

function contestant({ name, handlers, flush }: Way, make: () => Prepared, calls: number): Contestant {
  return {
    name,
    flush,
    prepare() {
      const batch = Array.from({ length: calls }, make)
      return async () => {
        for (const { stub, route } of batch) await exchange(handlers, stub, route)
      }
    },
  }
}

function chats(): () => Prepared {
  const nextExchange = plainExchanges(2 * KB, 2 * KB)
  return () => {
    const { question, answer } = nextExchange()
    const body = JSON.stringify(openaiChat.whole(answer))
    return {
      stub: stubExchange({ model: 'mock-1', messages: [{ role: 'user', content: question }] }),
      route(response) {
        response.setHeader('content-type', 'application/json; charset=utf-8')
        response.end(body)
      },
    }
  }
}

function pages(): () => Prepared {
  const html = `<!doctype html><p>${'hello '.repeat(340)}</p>`
  return () => ({
    stub: stubExchange(),
    route(response) {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(html)
    },
  })
}

function streams(chunks: number): () => Prepared {
  const nextExchange = plainExchanges(2 * KB, 2 * KB)
  const events = openaiChat.stream(pieces(chunks))
  return () => ({
    stub: stubExchange({
      model: 'mock-1',
      stream: true,
      messages: [{ role: 'user', content: nextExchange().question }],
    }),
    route(response) {
      response.setHeader('content-type', 'text/event-stream')
      for (const event of events) response.write(event)
      response.end()
    },
  })
}

function rowOf(title: string, base: number, added: (name: string) => Added | undefined): Row {
  const [off, sink, finetap] = ['off', 'no store', 'finetap'].map(added)
  if (off === undefined || sink === undefined || finetap === undefined) throw new Error('a way was not measured')
  return [
    title,
    decimal(base),
    decimal(off.path.median),
    spread(sink.path),
    spread(finetap.path),
    spread(sink.processor),
    spread(finetap.processor),
  ]
}
