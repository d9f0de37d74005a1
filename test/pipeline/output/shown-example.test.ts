import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf } from '../../../src/core/instant.ts'
import { isTime } from '../../../src/pipeline/output/shown-example.ts'

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)$/

const twoDigits = (max: number) => fc.nat({ max }).map((number) => String(number).padStart(2, '0'))

const nearlyTime = fc
  .tuple(
    fc.constantFrom('2026', '2024', '0000', '9999'),
    twoDigits(13),
    twoDigits(32),
    twoDigits(25),
    twoDigits(61),
    twoDigits(61),
    fc.constantFrom('', '.1', '.123', '.123456'),
    fc.constantFrom('Z', '', '+01:00', '-0130', 'z'),
  )
  .map(([year, month, day, hour, minute, second, part, zone]) => {
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${part}${zone}`
  })

test('a time is one in ISO 8601 that there is', () => {
  fc.assert(
    fc.property(fc.oneof(nearlyTime, fc.string()), (time) => {
      expect(isTime(time)).toBe(ISO_TIME.test(time) && instantOf(time) !== undefined)
    }),
    { numRuns: 1_000 },
  )
})
