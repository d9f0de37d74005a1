import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addHistogram,
  addValue,
  emptyHistogram,
  octavesOf,
  quantileOf,
  spreadOf,
  type Histogram,
} from '../../../../src/pipeline/report/statistics/histogram.ts'

const values = fc.array(
  fc.oneof(
    fc.nat(300),
    fc.nat(100_000),
    fc.integer({ min: 0, max: 2 ** 40 }),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
  ),
  { minLength: 1, maxLength: 200 },
)

function histogramOf(numbers: readonly (number | undefined)[]): Histogram {
  const histogram = emptyHistogram()
  for (const number of numbers) addValue(histogram, number)
  return histogram
}

test('a quantile is the value of nearest rank, off by 1 part in 128 at most, and exact below 128', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
      const sorted = numbers.map((number) => Math.round(number)).sort((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? 0
      const found = quantileOf(histogramOf(numbers), share)
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact < 128 ? 0 : exact / 128)
    }),
    { numRuns: 200 },
  )
})

test('neither the order nor the parts in which values come change anything', () => {
  fc.assert(
    fc.property(values, fc.nat(), (numbers, cut) => {
      const [one, other] = [numbers.slice(0, cut % numbers.length), numbers.slice(cut % numbers.length)].map(
        histogramOf,
      )
      if (one === undefined || other === undefined) return
      addHistogram(other, one)
      expect(spreadOf(other)).toEqual(spreadOf(histogramOf(numbers)))
      expect(spreadOf(histogramOf(numbers.toReversed()))).toEqual(spreadOf(histogramOf(numbers)))
    }),
    { numRuns: 100 },
  )
})

test('a million values take a few thousand buckets', () => {
  const histogram = emptyHistogram()
  for (let index = 0; index < 1_000_000; index += 1) addValue(histogram, (index * 7_919) % 2 ** 30)
  expect(histogram.buckets.size).toBeLessThan(2_500)
  expect(histogram.count).toBe(1_000_000)
})

test('what is no number is left out; nothing at all gives zeros', () => {
  expect(spreadOf(histogramOf([Number.NaN, undefined]))).toEqual({ count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 })
  expect(spreadOf(histogramOf([-5, Infinity]))).toMatchObject({ count: 2, p50: 0, max: 2 ** 40 })
})

test('octaves count by powers of two', () => {
  expect(octavesOf(histogramOf([0, 63, 64, 127, 128, 255, 256, 5_000]))).toEqual({
    0: 2,
    64: 2,
    128: 2,
    256: 1,
    4096: 1,
  })
})
