import { describe, expect, test } from 'vitest'
import {
  readAnswer,
  type AnswerOptions,
  type AnswerReading,
} from '../../../../src/adapters/chat-route/answers/index.ts'
import { isAbort } from '../../../../src/middleware/error-note.ts'
import { TooLargeError } from '../../../../src/middleware/answer-size.ts'
import { sse } from './reading.ts'

const MEGABYTE = 'x'.repeat(1_024 * 1_024)

function open(type: string, options: AnswerOptions = {}): AnswerReading {
  const reading = readAnswer({ status: 200, header: (name) => (name === 'content-type' ? type : undefined) }, options)
  if (reading === undefined) throw new Error(`${type} is not read`)
  return reading
}

/** Writes the same piece again and again; true when that is refused at last. */
function isRefused(reading: AnswerReading, piece: string, first = ''): boolean {
  const bytes = Buffer.from(piece)
  try {
    reading.chunk(Buffer.from(first))
    for (let count = 0; count < 70; count += 1) reading.chunk(bytes)
    return false
  } catch (error) {
    return error instanceof TooLargeError
  }
}

describe('an answer without an end is given up', () => {
  const UI = sse({ type: 'start-step' })
  const forms: readonly [name: string, type: string, piece: string, first?: string, options?: AnswerOptions][] = [
    ['text', 'text/plain', MEGABYTE],
    ['deltas', 'text/event-stream', sse({ type: 'text-delta', id: '0', delta: MEGABYTE })],
    [
      'inputs of tools',
      'text/event-stream',
      sse({ type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: MEGABYTE }),
      UI,
    ],
    ['steps', 'text/event-stream', sse({ type: 'start-step' }, { type: 'text-start', id: MEGABYTE }), UI],
    ['anything, for the reader of an app', 'text/event-stream', sse({ any: MEGABYTE }), '', { custom: () => '' }],
  ]
  test.each(forms)('%s', (_name, type, piece, first, options) => {
    expect(isRefused(open(type, options), piece, first)).toBe(true)
  })
})

test('what replaces what came before takes no more room', () => {
  const preview = { type: 'tool-output-available', toolCallId: 'c', output: MEGABYTE, preliminary: true }
  const reading = open('text/event-stream')
  expect(isRefused(reading, sse(preview), sse({ type: 'start-step' }))).toBe(false)
  expect(reading.form()).toBe('ui-message-stream')
})

test('a stream that never says anything is read by nobody', () => {
  const reading = open('text/event-stream')
  expect(isRefused(reading, sse({ type: 'status', about: MEGABYTE.slice(0, 100_000) }))).toBe(false)
  reading.chunk(Buffer.from(sse({ token: 'late' })))
  reading.ended()
  expect(reading.form()).toBeUndefined()
})

test('keep-alive comments before the first event do no harm', () => {
  const reading = open('text/event-stream')
  for (let count = 0; count < 2_000; count += 1) reading.chunk(Buffer.from(': keep-alive\n\n'))
  reading.chunk(Buffer.from(sse({ token: 'Hello' })))
  expect(reading.result().response?.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }])
})

test('an answer of 50 MB is read', () => {
  const reading = open('application/json')
  reading.chunk(Buffer.from(JSON.stringify({ text: MEGABYTE.repeat(50) })))
  reading.ended()
  expect(reading.form()).toBe('json')
})

test('a stopped answer counts as aborted, a piece of text as the first token', () => {
  const reading = open('text/event-stream')
  expect(reading.chunk(Buffer.from(sse({ type: 'start' }, { type: 'start-step' })))).toBe(false)
  expect(reading.chunk(Buffer.from(sse({ type: 'text-start', id: '0' })))).toBe(false)
  expect(reading.chunk(Buffer.from(sse({ type: 'text-delta', id: '0', delta: 'Hi' })))).toBe(true)
  reading.chunk(Buffer.from(sse({ type: 'abort' })))
  expect(isAbort(reading.failure())).toBe(true)
})
