import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Container, Row } from '../../../src/core/format.ts'
import { rowEncoder } from '../../../src/pipeline/output/row-encoder.ts'
import { readCsv } from '../support/csv-reader.ts'

function fileOf(container: Container, rows: readonly Row[]): string {
  const encoder = rowEncoder(container)
  return (
    encoder.head +
    rows.map((row, index) => encoder.before(index) + encoder.row(row)).join('') +
    encoder.tail(rows.length)
  )
}

const wildText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('"', ',', '\n', '\r', '\r\n', ' ', 'é', '😀', '\u2028', '\u2029', '\u0085', 'a'), {
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
)

test('jsonl is one object a line, for every reader’s idea of a line', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), wildText)), (rows) => {
      const text = fileOf({ kind: 'jsonl' }, rows)
      const lines = text.split(/[\n\r\u0085\u2028\u2029\v\f]/)
      expect(lines.pop()).toBe('')
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(rows)))
    }),
  )
})

test('json is one array, an object a line', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), wildText)), (rows) => {
      const text = fileOf({ kind: 'json' }, rows)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(rows)))
      expect(text.trimEnd().split('\n')).toHaveLength(rows.length === 0 ? 1 : rows.length + 2)
    }),
  )
})

test('csv is read back by the letter of RFC 4180', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ a: wildText, b: wildText })), (rows) => {
      const text = fileOf({ kind: 'csv', columns: ['a', 'b'] }, rows)
      expect(readCsv(text)).toEqual([['a', 'b'], ...rows.map(({ a, b }) => [a, b])])
    }),
  )
})

test('csv keeps the order of its columns, writes nested values as JSON and leaves out what is not there', () => {
  const rows = [
    { extra: 1, b: { x: [1, 'é'] }, a: null },
    { a: true, b: 0.5 },
  ]
  expect(fileOf({ kind: 'csv', columns: ['a', 'b', 'c'] }, rows)).toBe('a,b,c\n,"{""x"":[1,""é""]}",\ntrue,0.5,\n')
})
