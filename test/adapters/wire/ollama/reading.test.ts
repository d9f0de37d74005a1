import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../../src/core/message.ts'
import { ollama } from '../../../../src/adapters/wire/ollama/index.ts'

const FRAME = { model: 'demo-1', created_at: '2026-01-31T12:00:00Z' }
const LAST = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }

type Answer = { readonly thinking: string; readonly content: string; readonly calls: readonly string[] }

const answers: fc.Arbitrary<Answer> = fc.record({
  thinking: fc.string({ unit: 'grapheme', maxLength: 40 }),
  content: fc.string({ unit: 'grapheme', maxLength: 120 }),
  calls: fc.array(fc.constantFrom('weather', 'time', 'search'), { maxLength: 4 }),
})

/** How a server may cut an answer: lengths of the pieces, and how many calls go into a line. */
const cuts = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 40 })

function exchange(operation: 'chat' | 'completion') {
  const asked = operation === 'chat' ? { messages: [{ role: 'user', content: 'Hi' }] } : { prompt: 'Hi' }
  const begun = ollama.exchange({ model: 'demo', ...asked })
  begun.request()
  return begun
}

const toolCall = (name: string, index: number) => ({ function: { name, arguments: { index } } })

function piecesOf(text: string, lengths: readonly number[]): readonly string[] {
  const pieces: string[] = []
  let start = 0
  for (const length of lengths) {
    pieces.push(text.slice(start, start + length))
    start += length
  }
  return [...pieces, text.slice(start)]
}

function chatLines({ thinking, content, calls }: Answer, lengths: readonly number[]): readonly object[] {
  const line = (message: object) => ({ ...FRAME, message: { role: 'assistant', content: '', ...message }, done: false })
  const perLine = (lengths[0] ?? 0) + 1
  const groups = calls
    .map(toolCall)
    .flatMap((_, index, all) => (index % perLine === 0 ? [all.slice(index, index + perLine)] : []))
  return [
    ...piecesOf(thinking, lengths).map((piece) => line({ thinking: piece })),
    ...piecesOf(content, lengths).map((piece) => line({ content: piece })),
    ...groups.map((group) => line({ tool_calls: group })),
  ]
}

function completionLines({ thinking, content }: Answer, lengths: readonly number[]): readonly object[] {
  const line = (said: object) => ({ ...FRAME, response: '', ...said, done: false })
  return [
    ...piecesOf(thinking, lengths).map((piece) => line({ thinking: piece })),
    ...piecesOf(content, lengths).map((piece) => line({ response: piece })),
  ]
}

function read(operation: 'chat' | 'completion', lines: readonly unknown[]) {
  const reading = exchange(operation).reading()
  const carried = lines.map((line) => reading.chunk(line))
  return { ...reading.result(), carried, isComplete: reading.isComplete(), failure: reading.failure() }
}

describe('a stream', () => {
  test('of chat says in pieces what the whole answer says', () => {
    fc.assert(
      fc.property(answers, cuts, (answer, lengths) => {
        const { thinking, content, calls } = answer
        const message = { role: 'assistant', thinking, content, tool_calls: calls.map(toolCall) }
        const whole = exchange('chat').outcome({ ...FRAME, message, ...LAST })
        const last = { ...FRAME, message: { role: 'assistant', content: '' }, ...LAST }
        const streamed = read('chat', [...chatLines(answer, lengths), last])
        expect(streamed.response).toEqual(whole.response)
        expect(streamed.usage).toEqual(whole.usage)
        expect(streamed.respondedModel).toBe('demo-1')
        expect(streamed.isComplete).toBe(true)
        expect(whole.status).toBe('ok')
      }),
    )
  })

  test('of generate says in pieces what the whole answer says', () => {
    fc.assert(
      fc.property(answers, cuts, (answer, lengths) => {
        const { thinking, content } = answer
        const whole = exchange('completion').outcome({ ...FRAME, thinking, response: content, ...LAST })
        const streamed = read('completion', [...completionLines(answer, lengths), { ...FRAME, response: '', ...LAST }])
        expect(streamed.response).toEqual(whole.response)
        expect(streamed.isComplete).toBe(true)
      }),
    )
  })

  test('that is cut anywhere holds what came, and is not complete', () => {
    fc.assert(
      fc.property(answers, cuts, fc.nat(), (answer, lengths, place) => {
        const lines = chatLines(answer, lengths)
        const kept = lines.slice(0, place % (lines.length + 1))
        const { response, isComplete, respondedModel, carried } = read('chat', kept)
        const text = response?.messages.map(textOf).join('') ?? ''
        expect(answer.content.startsWith(text)).toBe(true)
        expect(isComplete).toBe(false)
        expect(respondedModel).toBe(kept.length === 0 ? undefined : 'demo-1')
        expect(response?.messages.length).toBe(carried.includes(true) ? 1 : 0)
        expect(response?.finishReason).toBeUndefined()
      }),
    )
  })

  test('tells the first line that carries something from those that do not', () => {
    const line = (message: object) => ({ ...FRAME, message, done: false })
    const { carried } = read('chat', [
      line({ role: 'assistant', content: '' }),
      line({ role: 'assistant', content: '' }),
      line({ role: 'assistant', content: 'Hi' }),
      line({ role: 'assistant', content: '', thinking: 'Hm' }),
      line({ role: 'assistant', content: '', tool_calls: [toolCall('now', 0)] }),
    ])
    expect(carried).toEqual([false, false, true, true, true])
  })

  test('with a line that says an error has failed', () => {
    const { failure, isComplete, response } = read('chat', [
      { ...FRAME, message: { content: 'half' }, done: false },
      { ...FRAME, message: { content: '' }, done: false, error: 'model runner has stopped' },
    ])
    expect(failure).toEqual(new Error('model runner has stopped'))
    expect(isComplete).toBe(false)
    expect(response?.messages.map(textOf)).toEqual(['half'])
  })
})

describe('a whole answer', () => {
  test('that has `done: false` was cut', () => {
    const { status, response } = exchange('chat').outcome({ ...FRAME, message: { content: 'half' }, done: false })
    expect(status).toBe('interrupted')
    expect(response?.messages.map(textOf)).toEqual(['half'])
  })

  test.each([['<h1>Welcome</h1>'], [null], [5], [[]], [{}], [{ choices: [] }], [undefined]])('is not %j', (answer) => {
    expect(exchange('chat').outcome(answer)).toMatchObject({ status: 'error', response: { messages: [] } })
  })

  test('that is an error says it', () => {
    const { error } = exchange('chat').outcome({ error: { code: 5 } })
    expect(error).toEqual(new Error('{"code":5}'))
  })

  test.each([
    ['stop', 'stop', undefined],
    ['length', 'length', undefined],
    ['unload', 'other', 'unload'],
  ])('done_reason %s is %s', (raw, finishReason, finishReasonRaw) => {
    const { response } = exchange('completion').outcome({ ...FRAME, response: 'x', done: true, done_reason: raw })
    expect(response?.finishReason).toBe(finishReason)
    expect(response?.finishReasonRaw).toBe(finishReasonRaw)
  })

  test('of a model that makes images holds the image', () => {
    const { response } = exchange('completion').outcome({
      ...FRAME,
      response: '',
      image: 'iVBORw0KGgoAAAA',
      done: true,
    })
    expect(response?.messages[0]?.parts).toEqual([
      { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw0KGgoAAAA' },
    ])
  })
})

describe('anything at all', () => {
  const anything = fc.anything({
    maxDepth: 4,
    withNullPrototype: true,
    withBigInt: true,
    withDate: true,
    withSet: true,
  })
  const shapes = fc.oneof(
    anything,
    fc.record(
      { message: anything, response: anything, thinking: anything, done: anything, error: anything, context: anything },
      { requiredKeys: [] },
    ),
    fc.record({ message: fc.record({ content: anything, thinking: anything, tool_calls: fc.array(anything) }) }),
  )

  test('is read without a throw', () => {
    fc.assert(
      fc.property(fc.array(shapes, { maxLength: 6 }), (lines) => {
        for (const line of lines) exchange('chat').outcome(line)
        expect(Array.isArray(read('chat', lines).response?.messages)).toBe(true)
      }),
    )
  })

  test('is copied as a request without a throw', () => {
    const bodies = fc.record(
      {
        model: anything,
        messages: fc.array(shapes),
        tools: anything,
        options: anything,
        format: anything,
        images: anything,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(bodies, (body) => {
        ollama.recognises('/api/chat', body)
        expect(JSON.parse(JSON.stringify(ollama.exchange(body).request()))).toBeTypeOf('object')
      }),
    )
  })
})
