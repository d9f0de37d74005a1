import OpenAI, { APIPromise } from 'openai'
import { ResponseStream } from 'openai/lib/responses/ResponseStream'
import { Stream } from 'openai/streaming'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import type { Piece } from '../../../src/testing/index.ts'
import { startRecording } from '../../support/recording.ts'
import { openaiResponsesWire } from '../conformance/openai-responses-wire.ts'
import { errorFields } from './support/error-fields.ts'
import { refusal } from './support/replies.ts'
import { startStub, type Asked, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStub(answer)
})
afterAll(() => server.close())

const FINISH: Piece = { type: 'finish', reason: 'stop' }
const say = (...texts: readonly string[]): readonly Piece[] => texts.map((text) => ({ type: 'text', text }))
const call: Piece = { type: 'tool_call', id: 'call_1', name: 'get_order', arguments: { id: 'A-17' } }

function answer({ method, path, body }: Asked): Reply {
  if (method === 'GET' || path.endsWith('/cancel')) return whole(say('Kept'))
  if (body['model'] === 'nobody') return refusal(404, 'no such model')
  if (body['background'] === true) return { pieces: [JSON.stringify({ ...FRAME, status: 'queued', output: [] })] }
  const wantsTool = body['tools'] !== undefined && body['previous_response_id'] === undefined
  const pieces = wantsTool ? [call] : body['text'] === undefined ? say('Hello ', 'you') : say('{"ok"', ':true}')
  if (body['stream'] !== true) return whole(pieces)
  const events = [...pieces, FINISH].map((piece, index, all) =>
    openaiResponsesWire.piece(piece, index, all.slice(0, index)),
  )
  return { headers: { 'content-type': 'text/event-stream' }, pieces: events.map((event) => event ?? '') }
}

const FRAME = { id: 'resp_1', object: 'response', created_at: 1_769_860_800, model: 'demo-2026' }
const whole = (pieces: readonly Piece[]): Reply => ({ pieces: [openaiResponsesWire.whole(pieces)] })

const ask = { model: 'demo', input: 'Hi' }
const asStream = { ...ask, stream: true as const }
const tool = { type: 'function' as const, name: 'get_order', parameters: {}, strict: false }
const json = { format: { type: 'json_schema' as const, name: 'ok', schema: { type: 'object' } } }

type Play = (client: OpenAI) => Promise<unknown>

const plays: { readonly [call: string]: { readonly play: Play; readonly records: readonly object[] } } = {
  create: {
    async play(client) {
      const promise = client.responses.create(ask)
      const { output_text, _request_id } = await promise
      return [promise instanceof APIPromise, output_text, _request_id, await promise]
    },
    records: [{ status: 'ok', response: { id: 'resp_1', messages: [{ parts: [{ text: 'Hello you' }] }] } }],
  },
  withResponse: {
    async play(client) {
      const { data, response } = await client.responses.create(ask).withResponse()
      return [data.output_text, response.status]
    },
    records: [{ status: 'ok', usage: { inputTokens: 3, outputTokens: 5 } }],
  },
  asResponse: {
    play: async (client) => (await client.responses.create(asStream).asResponse()).text(),
    records: [{ status: 'ok', stream: true, response: { messages: [{ parts: [{ text: 'Hello you' }] }] } }],
  },
  'a stream': {
    async play(client) {
      const stream = await client.responses.create(asStream)
      return [stream instanceof Stream, Object.keys(stream), await Array.fromAsync(stream)]
    },
    records: [{ status: 'ok', stream: true, response: { messages: [{ parts: [{ text: 'Hello you' }] }] } }],
  },
  break: {
    async play(client) {
      for await (const event of await client.responses.create(asStream)) {
        if (event.type === 'response.output_text.delta') return event.delta
      }
    },
    records: [{ status: 'aborted', response: { messages: [{ parts: [{ text: 'Hello ' }] }] } }],
  },
  '.stream()': {
    async play(client) {
      const stream = client.responses.stream(ask)
      const deltas: string[] = []
      stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta))
      return [stream instanceof ResponseStream, (await stream.finalResponse()).output_text, deltas]
    },
    records: [{ status: 'ok', stream: true, response: { messages: [{ parts: [{ text: 'Hello you' }] }] } }],
  },
  '.parse()': {
    async play(client) {
      const promise = client.responses.parse({ ...ask, text: json })
      return [promise instanceof APIPromise, (await promise).output_parsed]
    },
    records: [{ status: 'ok', response: { messages: [{ parts: [{ text: '{"ok":true}' }] }] } }],
  },
  'a tool call, and its result by the id of the response': {
    async play(client) {
      const asked = await client.responses.create({ ...ask, tools: [tool] })
      const result = { type: 'function_call_output' as const, call_id: 'call_1', output: 'on its way' }
      const told = { model: 'demo', tools: [tool], input: [result], previous_response_id: asked.id }
      return (await client.responses.create(told)).output_text
    },
    records: [
      { step: 0, response: { finishReason: 'tool_call' } },
      {
        step: 1,
        request: { previousResponseId: 'resp_1', messages: [{ role: 'tool' }] },
        response: { messages: [{ parts: [{ text: 'Hello you' }] }] },
      },
    ],
  },
  'what is kept at the server': {
    async play(client) {
      const kept = await client.responses.retrieve('resp_1')
      const stopped = await client.responses.cancel('resp_1')
      return [kept.output_text, stopped.id]
    },
    records: [],
  },
  'in the background': {
    play: async (client) => (await client.responses.create({ ...ask, background: true, store: true })).status,
    records: [{ response: { id: 'resp_1', messages: [] } }],
  },
  'the beta of it': {
    play: async (client) => (await client.beta.responses.create({ ...ask, model: 'gpt-5' })).id,
    records: [{ status: 'ok', response: { messages: [{ parts: [{ text: 'Hello you' }] }] } }],
  },
  'a 404': {
    play: (client) => client.responses.create({ ...ask, model: 'nobody' }).then(String, errorFields),
    records: [{ status: 'error', error: { status: 404, name: 'Error' } }],
  },
}

describe('no difference between a raw and a wrapped client', () => {
  test.each(Object.entries(plays))('%s', async (_, { play, records }) => {
    const raw = new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' })
    const recording = startRecording()
    const expected = await play(raw)
    expect(await play(wrapOpenAI(raw, recording))).toEqual(expected)
    const generations = await recording.generations()
    expect(generations).toMatchObject(records)
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(Math.min(1, records.length))
    expect(recording.recorder.stats().active).toBe(0)
    expect(recording.errors).toEqual([])
  })
})
