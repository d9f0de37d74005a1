import { expect, test } from 'vitest'
import { searchAhead } from '../../../src/redaction/detectors/secret/search-ahead.ts'

test('a search ahead says where the next sign stands, from each index on', () => {
  const text = 'a.b..c'
  const dotFrom = searchAhead(text, /\./g)
  expect([0, 1, 2, 3, 4, 5].map(dotFrom)).toEqual([1, 1, 3, 3, 4, Infinity])
})
