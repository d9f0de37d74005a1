import { Ollama } from 'ollama'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import type { Client } from './support/both.ts'
import { lines, startReplay, type Replay, type Reply } from './support/replay.ts'

let server: Replay
beforeAll(async () => void (server = await startReplay()))
afterAll(() => server.close())
// The client tells of lines that are no JSON, and of answers that are none.
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

const FRAME = { model: 'demo', created_at: '2026-01-31T12:00:00Z' }
const line = (message: object) => ({ ...FRAME, message: { role: 'assistant', content: '', ...message }, done: false })
const END = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }
const LAST = { ...line({}), ...END }
const call = { function: { name: 'weather', arguments: { city: 'Rome' } } }
const json = (value: object): Reply => ({ type: 'application/json', pieces: [JSON.stringify(value)] })

const history = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Rome?', images: [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])] },
  { role: 'assistant', content: '', thinking: 'Hm.', tool_calls: [call] },
  { role: 'tool', tool_name: 'weather', content: 'sunny' },
]
const settings = { think: true, format: 'json', options: { temperature: 0, num_predict: 5 } }
const chat = (client: Client) => client.chat({ model: 'demo', messages: history, ...settings })
const generate = (client: Client) =>
  client.generate({ model: 'demo', prompt: 'Hi', system: 'Be brief.', context: [1, 2], raw: true })
const stream = async (client: Client) => {
  for await (const { message } of await client.chat({ model: 'demo', messages: history, stream: true, ...settings }))
    if (message.content === 'stop') break
}

/** What both doors know of a call. */
function shared({ operation, model, request, response, usage, status, error, ...rest }: Generation): object {
  return { operation, stream: rest.stream, model, request, response, usage, status, hasFailed: error !== undefined }
}

test.each<[string, Reply, (client: Client) => Promise<unknown>]>([
  ['a chat', json({ ...line({ thinking: 'Hm.', content: 'Sunny.' }), ...END }), chat],
  ['a tool call', json({ ...line({ tool_calls: [call, call] }), ...END }), chat],
  ['a completion', json({ ...FRAME, response: 'Hi', context: [1, 2, 3], ...END }), generate],
  ['a stream', { pieces: lines(line({ thinking: 'Hm.' }), line({ content: 'Sunny.' }), LAST) }, stream],
  ['a streamed tool call', { pieces: lines(line({ tool_calls: [call] }), LAST) }, stream],
  ['an error line', { pieces: lines(line({ content: 'half' }), { error: 'out of memory' }) }, stream],
  ['an error in place of an answer', json({ error: 'out of memory' }), chat],
  ['a stream that just ends', { pieces: lines(line({ content: 'half' })) }, stream],
  ['a torn stream', { pieces: lines(line({ content: 'half' })), end: 'cut' }, stream],
  ['a stream that the app leaves', { pieces: lines(line({ content: 'stop' })), end: 'open' }, stream],
  ['an unknown model', { status: 404, ...json({ error: 'not found' }) }, chat],
  ['a page in place of an answer', { type: 'text/html', pieces: ['<h1>Welcome</h1>'] }, chat],
  ['nothing in place of a stream', { pieces: [] }, stream],
  ['half a line in place of a stream', { pieces: [lines(line({ content: 'half' }))[0]?.slice(0, 40) ?? ''] }, stream],
  ['a page in place of a stream', { type: 'text/html', pieces: ['<h1>Welcome</h1>'] }, stream],
])('%s: one record, whichever door it came by', async (_, reply, run) => {
  server.answer(reply)
  const [byClient, byFetch] = [startRecording(), startRecording()]
  const ofClient = wrapOllama(new Ollama({ host: server.url }), byClient)
  const ofFetch = new Ollama({ host: server.url, fetch: wrapFetch(fetch, byFetch) })
  for (const client of [ofClient, ofFetch]) {
    await run(client).catch(() => {})
    client.abort()
  }
  expect(shared(await onlyGeneration(byFetch))).toEqual(shared(await onlyGeneration(byClient)))
})
