import { Ollama } from 'ollama'
import { Ollama as BrowserOllama } from 'ollama/browser'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { field, textField } from '../../../src/core/field.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { startRecording } from '../../support/recording.ts'
import type { Client } from './support/both.ts'

const model = 'finetap-demo:faq'
// A server for each, because the demo model says the same thing in other words when it is asked again.
let servers: readonly DemoModel[]
beforeAll(async () => void (servers = await Promise.all([startDemoModel(), startDemoModel()])))
afterAll(() => Promise.all(servers.map((server) => server.close())))

const user = (content: string) => [{ role: 'user', content }]
type Run = (client: Client) => Promise<unknown>

const chat =
  (content: string, more: object = {}): Run =>
  (client) =>
    client.chat({ model, messages: user(content), ...more })

const streamed =
  (content: string, more: object = {}): Run =>
  async (client) => {
    const lines: unknown[] = []
    try {
      for await (const line of await client.chat({ model, messages: user(content), stream: true, ...more }))
        lines.push(line)
      return lines
    } catch (error) {
      return [...lines, error instanceof Error && [error.name, error.message]]
    }
  }

const generate =
  (prompt: string, more: object = {}): Run =>
  (client) =>
    client.generate({ model, prompt, ...more })

async function twoPrompts(client: Client): Promise<unknown> {
  const { context } = await client.generate({ model, prompt: 'Do you ship abroad?' })
  return client.generate({ model, prompt: 'How long does it take?', context })
}

test.each<[string, Run, readonly object[]]>([
  ['chat', chat('How long does delivery take?'), [{ status: 'ok', response: { finishReason: 'stop' } }]],
  ['a streamed chat', streamed('Wie lange dauert der Versand?'), [{ status: 'ok', stream: true }]],
  [
    'thinking',
    chat('Do you ship abroad?', { think: true }),
    [{ response: { messages: [{ parts: [{ type: 'reasoning' }, { type: 'text' }] }] } }],
  ],
  [
    'streamed thinking',
    streamed('Do you ship abroad?', { think: 'low' }),
    [
      {
        request: { params: { reasoning: 'low' } },
        response: { messages: [{ parts: [{ type: 'reasoning' }, { type: 'text' }] }] },
      },
    ],
  ],
  [
    'format: json',
    chat('Do you ship abroad?', { format: 'json' }),
    [{ request: { responseFormat: { type: 'json' } } }],
  ],
  ['num_predict', streamed('/long', { options: { num_predict: 5 } }), [{ response: { finishReason: 'length' } }]],
  ['generate', generate('How can I pay?', { system: 'Be brief.' }), [{ operation: 'completion', status: 'ok' }]],
  ['generate that goes on', twoPrompts, [{ status: 'ok' }, { status: 'ok' }]],
  ['an error in the middle', streamed('/error-mid'), [{ status: 'error', error: { phase: 'stream' } }]],
  ['a torn stream', streamed('/cut'), [{ status: 'error', error: { phase: 'stream' } }]],
  ['a failing server', streamed('/error'), [{ status: 'error', error: { status: 500, phase: 'request' } }]],
  [
    'a setting that is refused',
    streamed('Hi', { options: { stop: 5 } }),
    [{ status: 'error', error: { status: 400 } }],
  ],
  [
    'an unknown model',
    streamed('Hi', { model: 'nobody' }),
    [{ status: 'error', error: { name: 'ResponseError', status: 404 } }],
  ],
  ['a model that is loaded', chat('', { messages: [] }), []],
])('%s: the app sees no difference, and the record holds what it saw', async (_, run, records) => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  for (const Class of [Ollama, BrowserOllama]) {
    const recording = startRecording()
    const [plain, tapped] = servers.map(({ url }) => new Class({ host: url }))
    if (plain === undefined || tapped === undefined) throw new Error('no server')
    const raw = await run(plain)
    const wrapped = await run(wrapOllama(tapped, recording))
    expect(timeless(wrapped)).toEqual(timeless(raw))
    const generations = await recording.generations()
    expect(generations).toHaveLength(records.length)
    expect(generations).toMatchObject(records)
    expect(recorded(generations.at(-1))).toEqual(saidIn(wrapped))
  }
})

/** An answer without what the clock says. */
function timeless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, found: unknown) =>
    key === 'created_at' || key.endsWith('_duration') ? undefined : found,
  )
}

/** The thoughts and the text of an answer, whole or in lines. */
function saidIn(answer: unknown): readonly string[] {
  const lines = [answer].flat().map((line) => field(line, 'message') ?? line)
  const joined = (key: string) => lines.map((line) => textField(line, key) ?? '').join('')
  return [joined('thinking'), joined('content') + joined('response')]
}

/** The same of a record. */
function recorded(generation: Generation | undefined): readonly string[] {
  const parts = generation?.response.messages.flatMap((message) => message.parts) ?? []
  const joined = (type: string) => parts.map((part) => (part.type === type ? textField(part, 'text') : '')).join('')
  return [joined('reasoning'), joined('text')]
}
