import { setImmediate } from 'node:timers/promises'
import type { AbortableAsyncIterator, ChatResponse } from 'ollama'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { both, recordOf, type Client } from './support/both.ts'
import { bytewise, lines, startReplay, type Replay } from './support/replay.ts'

const FRAME = { model: 'demo', created_at: '2026-01-31T12:00:00Z' }
const line = (content: string, more: object = {}) => ({
  ...FRAME,
  message: { role: 'assistant', content, ...more },
  done: false,
})
const LAST = { ...line(''), done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }
const WORDS = ['Grüße, ', '今日は ', '👩‍🚀 ', 'naïve']
const WHOLE = lines(...WORDS.map((word) => line(word)), LAST)

let server: Replay
beforeAll(async () => void (server = await startReplay()))
afterAll(() => server.close())

// The client warns of each line that is no JSON.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

type Stream = AbortableAsyncIterator<ChatResponse>
const ask = (client: Client): Promise<Stream> =>
  client.chat({ model: 'demo', messages: [{ role: 'user', content: 'Hi' }], stream: true })

const readAll = async (client: Client): Promise<unknown> => Array.fromAsync(await ask(client))

/** What is read before it goes wrong, and what it goes wrong with. */
async function readUntilError(client: Client, onLine?: (read: number, stream: Stream) => void): Promise<unknown> {
  const contents: string[] = []
  const stream = await ask(client)
  try {
    for await (const { message } of stream) {
      contents.push(message.content)
      onLine?.(contents.length, stream)
    }
  } catch (error) {
    return { contents, error: error instanceof Error ? [error.name, error.message, error.constructor] : error }
  }
  return { contents }
}

const said = (...words: readonly string[]) => ({
  messages: [{ role: 'assistant', parts: [{ type: 'text', text: words.join('') }] }],
})

describe('whole', () => {
  test.each([
    ['line by line', WHOLE],
    ['in one piece', [WHOLE.join('')]],
    ['byte by byte, also within letters', bytewise(WHOLE)],
    ['without a newline at the end', [WHOLE.join('').trimEnd()]],
    ['with a model that answers in CRLF', [WHOLE.join('').replaceAll('\n', '\r\n')]],
  ])('%s: every chunk for the app, the whole text for the record', async (_, pieces) => {
    const generation = await recordOf(server, { pieces }, readAll)
    expect(generation).toMatchObject({
      stream: true,
      status: 'ok',
      model: { requested: 'demo', responded: 'demo' },
      response: { ...said(...WORDS), finishReason: 'stop' },
      usage: { inputTokens: 3, outputTokens: 5 },
    })
  })

  test('tool calls over several lines, with text between', async () => {
    const call = (city: string) => ({ function: { name: 'weather', arguments: { city } } })
    const pieces = lines(
      line('Let me see.'),
      line('', { tool_calls: [call('Rome')] }),
      line('', { tool_calls: [call('Oslo'), call('Bonn')] }),
      LAST,
    )
    const { response } = await recordOf(server, { pieces }, readAll)
    expect(response.finishReason).toBe('tool_call')
    expect(response.messages[0]?.parts).toMatchObject([
      { type: 'text', text: 'Let me see.' },
      { id: 'call_0', arguments: { city: 'Rome' } },
      { id: 'call_1', arguments: { city: 'Oslo' } },
      { id: 'call_2', arguments: { city: 'Bonn' } },
    ])
  })

  test('of generate', async () => {
    const text = (response: string) => ({ ...FRAME, response, done: false })
    const pieces = lines(text('To be '), text('or not'), { ...text(''), done: true, done_reason: 'length' })
    const generation = await recordOf(server, { pieces }, async (client) =>
      Array.fromAsync(await client.generate({ model: 'demo', prompt: 'Go', stream: true })),
    )
    expect(generation).toMatchObject({ status: 'ok', response: { ...said('To be or not'), finishReason: 'length' } })
  })
})

describe('broken by the server', () => {
  test.each([
    ['an error line in the middle', [...lines(line('half')), '{"error":"model runner has stopped"}\n'], 'error'],
    ['an error line at once', ['{"error":"out of memory"}\n'], 'error'],
    ['an end without the last line', lines(line('half')), 'interrupted'],
    ['an end in the middle of a line', [...lines(line('half')), '{"model":"demo","mess'], 'interrupted'],
    ['an HTML page', ['<!doctype html>\n<h1>Welcome</h1>\n'], 'error'],
    ['nothing', [], 'error'],
    ['half a line', ['{"model":"demo","mess'], 'error'],
  ])('%s', async (_, pieces, status) => {
    const generation = await recordOf(server, { pieces }, (client) => readUntilError(client))
    expect(generation.status).toBe(status)
    expect(generation.response.messages).toEqual(pieces.join('').includes('half') ? said('half').messages : [])
    expect(generation.error?.message ?? 'no error').toMatch(/stopped|memory|Did not receive done|no error/)
  })

  test('a torn connection', async () => {
    const generation = await recordOf(server, { pieces: lines(line('half')), end: 'cut' }, (client) =>
      readUntilError(client),
    )
    expect(generation).toMatchObject({ status: 'error', error: { phase: 'stream' }, response: said('half') })
  })

  test('a line that is JSON but no object', async () => {
    const pieces = [...lines(line('half')), '5\n']
    const generation = await recordOf(server, { pieces }, (client) => readUntilError(client))
    expect(generation).toMatchObject({ status: 'error', error: { name: 'TypeError' }, response: said('half') })
  })
})

describe('stopped by the app', () => {
  const open = { pieces: WHOLE.slice(0, 3), end: 'open' } as const

  test('abort of the stream', async () => {
    const reply = { pieces: WHOLE.slice(0, 2), end: 'open' } as const
    const generation = await recordOf(server, reply, (client) =>
      readUntilError(client, (read, stream) => {
        if (read === 2) stream.abort()
      }),
    )
    expect(generation).toMatchObject({ status: 'aborted', response: said(...WORDS.slice(0, 2)) })
  })

  test('abort of the stream by who reads on: the client still gives out the lines that it holds', async () => {
    const reply = { pieces: [WHOLE.slice(0, 4).join('')], end: 'open' } as const
    const { seen, generations } = await both(server, reply, (client) =>
      readUntilError(client, (read, stream) => {
        if (read === 2) stream.abort()
      }),
    )
    expect(seen).toMatchObject({
      value: { contents: WORDS, error: ['AbortError', expect.anything(), expect.anything()] },
    })
    expect(generations).toMatchObject([{ status: 'aborted', response: said(...WORDS) }])
  })

  test('abort of a stream that was read by hand, and is not read on', async () => {
    const generation = await recordOf(server, open, async (client) => {
      const stream = await ask(client)
      const first = await stream[Symbol.asyncIterator]().next()
      stream.abort()
      return setImmediate(first)
    })
    expect(generation).toMatchObject({ status: 'aborted', response: said(WORDS[0] ?? '') })
  })

  test('abort of the client stops all its streams', async () => {
    const reply = { pieces: WHOLE.slice(0, 1), end: 'open' } as const
    const { seen, generations } = await both(server, reply, async (client) => {
      const streams = [await ask(client), await ask(client)]
      const all = Promise.allSettled(streams.map((stream) => Array.fromAsync(stream)))
      const last = await readUntilError(client, () => client.abort())
      return [last, (await all).map(({ status }) => status)]
    })
    expect(seen).toMatchObject({ value: [{}, ['rejected', 'rejected']] })
    expect(generations.map(({ status }) => status)).toEqual(['aborted', 'aborted', 'aborted'])
  })

  test('an abort before the first read, of a stream that is never read', async () => {
    const generation = await recordOf(server, open, async (client) => (await ask(client)).abort())
    expect(generation).toMatchObject({ status: 'aborted', response: { messages: [] } })
  })

  test.each([
    ['break', firstLine],
    [
      'an error of the app’s own in the loop',
      async (stream: Stream) => {
        for await (const _ of stream) throw new RangeError('mine')
      },
    ],
    [
      'return',
      async (stream: Stream) => {
        const iterator = stream[Symbol.asyncIterator]()
        return [await iterator.next(), await iterator.return?.(), await iterator.next()]
      },
    ],
    [
      'throw',
      async (stream: Stream) => {
        const iterator = stream[Symbol.asyncIterator]()
        await iterator.next()
        return iterator.throw?.(new RangeError('mine'))
      },
    ],
  ])('%s: aborted, with the text so far', async (_, leave) => {
    const generation = await recordOf(server, open, async (client) => {
      const stream = await ask(client)
      return leave(stream).finally(() => client.abort())
    })
    expect(generation).toMatchObject({ status: 'aborted', response: said(WORDS[0] ?? '') })
  })

  test('a break behind the last line is no abort', async () => {
    const generation = await recordOf(server, { pieces: WHOLE }, async (client) => {
      for await (const { done } of await ask(client)) if (done) break
    })
    expect(generation.status).toBe('ok')
  })
})

async function firstLine(stream: Stream): Promise<ChatResponse | undefined> {
  for await (const first of stream) return first
  return undefined
}

describe('read in other ways', () => {
  test('two loops over one stream', async () => {
    const generation = await recordOf(server, { pieces: WHOLE }, async (client) => {
      const stream = await ask(client)
      const first = stream[Symbol.asyncIterator]()
      const second = stream[Symbol.asyncIterator]()
      const read = [await first.next(), await second.next(), await first.next(), await second.next()]
      const rest = await Array.fromAsync({ [Symbol.asyncIterator]: () => first })
      return [read, rest, await Array.fromAsync(stream).catch((error: unknown) => String(error))]
    })
    expect(generation).toMatchObject({ status: 'ok', response: said(...WORDS) })
  })

  test('several reads at once', async () => {
    const generation = await recordOf(server, { pieces: WHOLE }, async (client) => {
      const iterator = (await ask(client))[Symbol.asyncIterator]()
      return Promise.all(Array.from({ length: 7 }, () => iterator.next()))
    })
    expect(generation).toMatchObject({ status: 'ok', response: said(...WORDS) })
  })

  test('never: open until the recorder gives it up', async () => {
    const { recording } = await both(server, { pieces: WHOLE, end: 'open' }, async (client) => void (await ask(client)))
    expect(recording.recorder.stats().active).toBe(1)
    await recording.recorder.close()
    expect(recording.recorder.stats()).toMatchObject({ active: 0, byStatus: { abandoned: 1 } })
  })
})
