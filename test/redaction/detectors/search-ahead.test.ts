import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchAhead, searchWithin } from '../../../src/redaction/detectors/secret/search-ahead.ts'
import { runs } from '../../support/runs.ts'
import { risingStretches } from '../../support/rising-stretches.ts'

test('a search ahead says where the next sign stands, from each index on', () => {
  const text = 'a.b..c'
  const dotFrom = searchAhead(text, /\./g)
  expect([0, 1, 2, 3, 4, 5].map(dotFrom)).toEqual([1, 1, 3, 3, 4, Infinity])
})

const PATTERN = /ab|x{3}|cd_e/

test('a search within says of stretches that lie over each other what a search of each says', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', '_', 'x'), maxLength: 60 })
  fc.assert(
    fc.property(texts, risingStretches(12), (text, stretches) => {
      const isWithin = searchWithin(text, PATTERN, 4)
      const within = stretches(text)
      expect(within.map(({ start, end }) => isWithin(start, end))).toEqual(
        within.map(({ start, end }) => PATTERN.test(text.slice(start, end))),
      )
    }),
    { numRuns: runs(200, 20_000) },
  )
})
