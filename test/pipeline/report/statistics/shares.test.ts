import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giniOf, stabilityIndexOf, topShareOf } from '../../../../src/pipeline/report/statistics/shares.ts'

const counts = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 })
const named = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(5_000))

test('Gini is half the mean difference of all pairs, divided by the mean', () => {
  fc.assert(
    fc.property(counts, (owned) => {
      const total = owned.reduce((sum, count) => sum + count, 0)
      fc.pre(total > 0)
      const differences = owned.flatMap((a) => owned.map((b) => Math.abs(a - b))).reduce((sum, each) => sum + each, 0)
      expect(giniOf(owned)).toBeCloseTo(differences / (2 * owned.length * total), 3)
    }),
    { numRuns: 150 },
  )
})

test('Gini is 0 where all have the same, and near 1 where one has all', () => {
  expect([giniOf([4, 4, 4]), giniOf([9]), giniOf([]), giniOf([0, 0])]).toEqual([0, 0, 0, 0])
  expect(giniOf([...Array.from({ length: 99 }, () => 0), 50])).toBe(0.99)
})

test('the top share is what the largest have, however many there are', () => {
  expect([topShareOf([1, 5, 4], 2, 10), topShareOf([1], 10, 1), topShareOf([], 10, 0)]).toEqual([0.9, 1, 0])
})

test('the stability index is 0 for equal shares, never negative, and the same from both sides', () => {
  fc.assert(
    fc.property(named, named, (a, b) => {
      expect(stabilityIndexOf(a, a)).toBe(0)
      expect(stabilityIndexOf(a, b)).toBeGreaterThanOrEqual(0)
      expect(stabilityIndexOf(a, b)).toBeCloseTo(stabilityIndexOf(b, a), 3)
    }),
    { numRuns: 150 },
  )
})

test('a shift from nine tenths to a half is marked, one of a hundredth is none', () => {
  // (.5 - .9) ln(.5 / .9) + (.5 - .1) ln(.5 / .1) = 0.879
  expect(stabilityIndexOf({ en: 90_000, de: 10_000 }, { en: 50_000, de: 50_000 })).toBeCloseTo(0.879, 3)
  expect(stabilityIndexOf({ en: 900, de: 100 }, { en: 890, de: 110 })).toBeLessThan(0.01)
  expect(stabilityIndexOf({ en: 1_000 }, { de: 1_000 })).toBeGreaterThan(5)
})
