import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { createLineSplitter, type Line } from '../../../src/storage/jsonl/reading/line-splitter.ts'
import { parseLine } from '../../../src/storage/jsonl/line.ts'
import { lineOf } from './folder.ts'
import { jsonValue } from '../codec/traffic.ts'

const RECORD = { v: 1, type: 'note', id: 'n1', text: 'Grüße\u2028aus\u2029東京\u0085' }

describe('a line of a segment', () => {
  test('is plain JSON with the checksum as its last field, free of characters that break lines elsewhere', () => {
    const line = lineOf(RECORD).toString()
    expect(line).toMatch(/^\{"v":1,"type":"note",.*,"crc":"[0-9a-f]{8}"\}\n$/)
    expect(line).not.toMatch(/[\u0085\u2028\u2029]/)
    expect(JSON.parse(line)).toMatchObject(RECORD)
  })

  test('comes back as it was written, with a field named crc of its own too', () => {
    const record = fc.dictionary(fc.string({ unit: 'binary' }), jsonValue)
    fc.assert(
      fc.property(record, fc.constantFrom({}, { crc: 'mine' }, { crc: '0123abcd' }), (fields, crc) => {
        const written: JsonObject = { v: 1, ...fields, ...crc }
        expect(parse(lineOf(written))).toMatchObject({ ok: true, value: written })
      }),
    )
  })

  test('with any one byte changed is never taken for something else', () => {
    const line = lineOf(RECORD).subarray(0, -1)
    for (let index = 0; index < line.length; index += 1) {
      for (const flip of [0x01, 0x02, 0x10, 0x20, 0x80, 0xff]) {
        const damaged = Buffer.from(line)
        damaged[index] = (line[index] ?? 0) ^ flip
        expect(parseLine(damaged).ok, `byte ${index} ^ ${flip}`).toBe(false)
      }
    }
  })

  test('without a checksum is taken as it is', () => {
    expect(parseLine(Buffer.from('{"v":1,"type":"note"}'))).toMatchObject({ ok: true, value: { v: 1, type: 'note' } })
  })

  test('may end like lines of Windows', () => {
    expect(parseLine(Buffer.from(`${lineOf(RECORD).toString().trim()}\r`))).toMatchObject({ ok: true, value: RECORD })
  })

  test('that JSON cannot carry is refused', () => {
    const circular: { [key: string]: unknown } = { v: 1 }
    circular['self'] = circular
    expect(() => lineOf(circular as JsonObject)).toThrow(TypeError)
  })
})

describe('splitting lines', () => {
  const content = fc.array(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes.map((byte) => byte % 16))))

  test('gives the same lines however the bytes arrive', () => {
    fc.assert(
      fc.property(content, fc.nat({ max: 1_000 }), (pieces, start) => {
        const text = Buffer.concat(pieces).toString('latin1')
        const splitter = createLineSplitter(start)
        const lines = pieces.flatMap((piece) => [...splitter.lines(piece)].map(seen))
        const rest = splitter.rest()
        const all = rest === undefined ? lines : [...lines, seen(rest)]
        const expected = text.split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(all.map((line) => line.text)).toEqual(expected)
        expect(all.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1))
        expect(all.map((line) => text.slice(line.offset - start).split('\n', 1)[0])).toEqual(expected)
        expect(all.at(-1)?.end ?? start).toBe(start + text.length)
      }),
    )
  })
})

function parse(line: Buffer) {
  return parseLine(line.subarray(0, -1))
}

function seen({ bytes, ...place }: Line) {
  return { ...place, text: bytes.toString('latin1') }
}
