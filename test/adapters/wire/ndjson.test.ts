import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNdjsonParser } from '../../../src/adapters/wire/ndjson.ts'
import { TooLargeError } from '../../../src/middleware/answer-size.ts'
import { cutAt, cuts, type Cuts } from './cutting.ts'
import { runs } from '../../support/runs.ts'

function parse(text: string | Uint8Array, places: Cuts = [], largest?: number) {
  const values: unknown[] = []
  const malformed: string[] = []
  const taker = { value: (json: unknown) => values.push(json), malformed: (line: string) => malformed.push(line) }
  const parser = createNdjsonParser(taker, largest)
  for (const chunk of cutAt(text, places)) parser.push(chunk)
  const end = parser.end()
  return { values, malformed, end }
}

describe('lines', () => {
  test('each is one JSON value; blank ones and CR say nothing', () => {
    expect(parse('{"a":1}\n\n{"b":2}\r\n  \n 3 \nnull\n')).toMatchObject({ values: [{ a: 1 }, { b: 2 }, 3, null] })
  })
  test('the last one counts without its newline when it is whole', () => {
    expect(parse('{"a":1}\n{"b":2}')).toEqual({ values: [{ a: 1 }, { b: 2 }], malformed: [], end: 'whole' })
  })
  test('half a line at the end is told as a truncated stream', () => {
    expect(parse('{"a":1}\n{"b"')).toEqual({ values: [{ a: 1 }], malformed: [], end: 'truncated' })
    expect(parse('{"a":1}\n')).toMatchObject({ end: 'whole' })
    expect(parse('')).toEqual({ values: [], malformed: [], end: 'whole' })
  })
  test('what is no JSON is given as it is, and the lines behind it are read', () => {
    expect(parse('<html>\n{"a":1}\n')).toEqual({ values: [{ a: 1 }], malformed: ['<html>'], end: 'whole' })
  })
})

test('whatever the chunks and line ends, the values are the same', () => {
  const line = fc.record({
    json: fc.jsonValue({ maxDepth: 2 }),
    before: fc.constantFrom('', ' ', '\n', '\r\n'),
    end: fc.constantFrom('\n', '\r\n', ' \n'),
  })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), cuts, (lines, isOpen, places) => {
      const text = lines.map(({ json, before, end }) => before + JSON.stringify(json) + end).join('')
      const { values, malformed } = parse(isOpen ? text.trimEnd() : text, places)
      expect(values).toEqual(lines.map(({ json }): unknown => JSON.parse(JSON.stringify(json))))
      expect(malformed).toEqual([])
    }),
    { numRuns: runs(200, 500) },
  )
})

describe('memory', () => {
  test('a line that is larger than allowed is refused, whole or in pieces', () => {
    const text = JSON.stringify('x'.repeat(1_000))
    const bytewise = Array.from({ length: 1_000 }, (_, index) => index)
    for (const places of [[], bytewise]) {
      expect(() => parse(text, places, 1_000)).toThrow(TooLargeError)
      expect(() => parse(`1\n${text}\n`, places, 1_000)).toThrow(TooLargeError)
    }
  })
  test('any number of lines passes as long as each is small', () => {
    expect(parse(`${JSON.stringify('x'.repeat(900))}\n`.repeat(50), [], 1_000).values).toHaveLength(50)
  })
})
