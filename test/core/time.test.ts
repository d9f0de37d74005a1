import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime } from '../../src/core/time.ts'

test('a time is written as a Date writes it, in whatever order times come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 })), (times) => {
      for (const time of times.flatMap((start) => [start, start + 1, start - 999])) {
        expect(isoTime(time)).toBe(new Date(time).toISOString())
      }
    }),
  )
})
