import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSseParser, type SseEvent } from '../../../src/adapters/wire/sse.ts'
import { TooLargeError } from '../../../src/middleware/answer-size.ts'
import { cutAt, cuts, type Cuts } from './cutting.ts'
import { runs } from '../../support/runs.ts'

function parse(text: string | Uint8Array, places: Cuts = [], largest?: number) {
  const events: SseEvent[] = []
  const parser = createSseParser((event) => void events.push(event), largest)
  for (const chunk of cutAt(text, places)) parser.push(chunk)
  return { events, end: parser.end() }
}

const data = (text: string | Uint8Array, places?: Cuts): readonly string[] =>
  parse(text, places).events.map((event) => event.data)

/** The rules of the standard, over the whole text, written without regard to cost. */
function parseWhole(bytes: Uint8Array): readonly SseEvent[] {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)
  // What stands behind the last line end is no line.
  lines.pop()
  const events: SseEvent[] = []
  let [event, buffer, id] = ['', '', '']
  for (const line of lines) {
    if (line === '') {
      if (buffer !== '') events.push({ event: event || 'message', data: buffer.slice(0, -1), id })
      ;[event, buffer] = ['', '']
      continue
    }
    const [name = '', ...rest] = line.split(':')
    const value = rest.join(':').replace(/^ /, '')
    if (name === 'event') event = value
    if (name === 'data') buffer += `${value}\n`
    if (name === 'id' && !value.includes('\0')) id = value
  }
  return events
}

describe('the rules of event streams', () => {
  test('an event ends with a blank line, and lines in LF, CR or CRLF', () => {
    expect(data('data: a\n\ndata: b\r\rdata: c\r\n\r\n')).toEqual(['a', 'b', 'c'])
  })
  test('one space behind the colon is no part of the value', () => {
    expect(data('data:a\n\ndata: b\n\ndata:  c\n\ndata: d: e\n\n')).toEqual(['a', 'b', ' c', 'd: e'])
  })
  test('lines of data are joined by line feeds', () => {
    expect(data('data: a\ndata\ndata:\ndata: b\n\n')).toEqual(['a\n\n\nb'])
  })
  test('event names last for one event, ids until the next', () => {
    const { events } = parse('event: x\nid: 1\ndata: a\n\ndata: b\n\nid: a\0b\ndata: c\n\nid\ndata: d\n\n')
    expect(events).toEqual([
      { event: 'x', data: 'a', id: '1' },
      { event: 'message', data: 'b', id: '1' },
      { event: 'message', data: 'c', id: '1' },
      { event: 'message', data: 'd', id: '' },
    ])
  })
  test('comments and unknown fields say nothing', () => {
    expect(data(': ping\n\nretry: 5\ndat: x\ndata-x: y\n Data: z\ndata: a\n: within\n\n:\n\n')).toEqual(['a'])
  })
  test('an event without data is none, one with empty data is', () => {
    expect(parse('event: x\n\ndata\n\n').events).toEqual([{ event: 'message', data: '', id: '' }])
  })
  test('a byte order mark is skipped at the very beginning only', () => {
    expect(data('\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n', [1, 2])).toEqual(['a', '\uFEFFc'])
  })
  test('an event whose blank line never came is not given', () => {
    for (const rest of ['data: b', 'data: b\n', 'data: b\r\n', 'event: x\n', 'x']) {
      expect(parse(`data: a\n\n${rest}`)).toMatchObject({ events: [{ data: 'a' }], end: 'truncated' })
    }
    expect(parse('data: a\n\n: bye\n')).toMatchObject({ end: 'whole' })
  })
  test('nor is it lost for who takes it all the same', () => {
    for (const end of ['', '\n', '\r\n', '\n: bye']) {
      const [events, unended]: [SseEvent[], SseEvent[]] = [[], []]
      const parser = createSseParser(
        (event) => void events.push(event),
        undefined,
        (event) => void unended.push(event),
      )
      for (const chunk of cutAt(`data: a\n\nevent: x\ndata: b${end}`, [9, 20])) parser.push(chunk)
      expect([parser.end(), events.length, unended]).toEqual(['truncated', 1, [{ event: 'x', data: 'b', id: '' }]])
    }
  })
  test('bytes that are no UTF-8 become replacement characters', () => {
    expect(data(Buffer.from('646174613a20e220ac0a0a', 'hex'))).toEqual(['\uFFFD \uFFFD'])
  })
})

describe('chunks', () => {
  test('an event is given with the chunk that ends it, not later', () => {
    const seen: string[] = []
    const parser = createSseParser((event) => void seen.push(event.data))
    parser.push(Buffer.from('data: a\r\n\r'))
    expect(seen).toEqual(['a'])
    parser.push(Buffer.from('\ndata: b\r\n'))
    parser.push(Buffer.from('\r'))
    expect(seen).toEqual(['a', 'b'])
  })

  test('whatever the chunks, line ends, comments and fields, the events are the same', () => {
    fc.assert(
      fc.property(fc.array(writtenEvent, { maxLength: 8 }), ending, cuts, (events, rest, places) => {
        const text = events.map((made) => made.text).join('') + rest
        expect(parse(text, places).events).toEqual(events.map((made) => made.event))
      }),
      { numRuns: runs(200, 500) },
    )
  })

  test('whatever the bytes, the events are those of a parser over the whole text', () => {
    const tokens = [
      'data',
      'data: ',
      'event: ',
      'id: ',
      'id',
      ':',
      ' ',
      '\r',
      '\n',
      '\r\n',
      '\n\n',
      'x',
      '\0',
      'é',
      '\uFEFF',
    ]
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...tokens).map((token) => Buffer.from(token)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), cuts, (pieces, places) => {
        const bytes = Buffer.concat(pieces)
        expect(parse(bytes, places).events).toEqual(parseWhole(bytes))
      }),
      { numRuns: runs(200, 3_000) },
    )
  })
})

describe('memory', () => {
  const line = (length: number): string => `data: ${'x'.repeat(length)}\n`

  test('an event that is larger than allowed is refused, whole or in pieces, in one line or in many', () => {
    const bytewise = Array.from({ length: 2_000 }, (_, index) => index)
    for (const text of [line(1_100), line(500) + line(500), `id: ${'x'.repeat(1_100)}`, 'data\n'.repeat(100)]) {
      expect(() => parse(text, [], 1_000)).toThrow(TooLargeError)
      expect(() => parse(text, bytewise, 1_000)).toThrow(TooLargeError)
    }
  })
  test('a stream of any length passes as long as its events are small', () => {
    const text = `${line(900)}\n: ${'x'.repeat(900)}\n`.repeat(50)
    expect(parse(text, [], 1_000).events).toHaveLength(50)
  })
  test('an event of two megabytes can come byte by byte', () => {
    const large = line(2_000_000)
    const bytes = Buffer.from(`${large}\n`)
    let length = 0
    const parser = createSseParser((event) => void (length = event.data.length))
    for (let index = 0; index < bytes.length; index += 1) parser.push(bytes.subarray(index, index + 1))
    expect(length).toBe(2_000_000)
  })
})

const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const value = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n\0\uFEFF]/g, '·'))

/** An event, and one way to write it. */
const writtenEvent = fc
  .record({
    name: fc.option(value.filter((text) => text !== '')),
    data: fc.array(value, { minLength: 1, maxLength: 3 }),
    end: lineEnd,
    noise: fc.array(fc.constantFrom(': ping', ':', 'retry: 10', 'x: y', 'datax'), { maxLength: 3 }),
    noiseFirst: fc.boolean(),
  })
  .map(({ name, data: values, end, noise, noiseFirst }) => {
    const own = [...(name === null ? [] : [`event: ${name}`]), ...values.map((text) => `data: ${text}`)]
    const lines = noiseFirst ? [...noise, ...own] : [...own, ...noise]
    const event: SseEvent = { event: name ?? 'message', data: values.join('\n'), id: '' }
    return { event, text: [...lines, ''].map((text) => text + end).join('') }
  })

const ending = fc.constantFrom('', ': bye', 'data: never', 'data: never\n', '\n\n')
