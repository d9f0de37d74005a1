import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { createLogPrinter } from '../../../src/storage/lowdb/log-document.ts'
import { printJson } from '../../../src/storage/lowdb/print.ts'
import { salvage } from '../../../src/storage/lowdb/salvage.ts'
import { runs } from '../../support/runs.ts'

const numRuns = runs(150, 5_000)

test('what is printed is the same JSON, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), fc.nat(70), (value, indent) => {
      expect(JSON.parse(printJson(value, indent))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns },
  )
})

const event = fc.dictionary(fc.string(), fc.jsonValue()).map((fields): JsonObject => JSON.parse(JSON.stringify(fields)))

test('a document that is cut off anywhere gives back its whole events, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1 }), fc.nat(10_000), (events, cut) => {
      const text = createLogPrinter()
        .print({ finetap: { kind: 'log', next: 3 }, events })
        .toString()
      const found = salvage(text.slice(0, cut))
      expect(found.events).toEqual(events.slice(0, found.events.length))
      expect(salvage(text)).toEqual({ header: { kind: 'log', next: 3 }, events })
    }),
    { numRuns },
  )
})

test('fields that are undefined are left out, and deep values do not fill the page', () => {
  expect(printJson({ a: undefined, b: [1, { c: undefined }] })).toBe('{ "b": [1, {}] }')
  let deep: unknown = 'x'.repeat(200)
  for (let level = 0; level < 900; level += 1) deep = { deep }
  expect(printJson(deep).length).toBeLessThan(20_000)
})
