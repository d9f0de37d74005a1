import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countIn, countsIn, emptyTable, OTHER } from '../../../../src/pipeline/report/statistics/bounded-table.ts'
import {
  emptyHashTable,
  hashesIn,
  keepBelow,
  setAt,
  valueAt,
} from '../../../../src/pipeline/report/statistics/hash-table.ts'
import { hashJoined, hashText } from '../../../../src/pipeline/report/statistics/hash-text.ts'
import {
  distinctOf,
  emptySample,
  sampledOf,
  setSampled,
} from '../../../../src/pipeline/report/statistics/key-sample.ts'

describe('a bounded table', () => {
  const names = fc.array(fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'c', 'd') }), {
    minLength: 1,
    maxLength: 60,
  })
  const tableOf = (counted: readonly string[], limit: number) => {
    const table = emptyTable<{ count: number }>(limit)
    for (const name of counted) countIn(table, name)
    return countsIn(table)
  }

  test('counts everything, and names the first names, whatever the order', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 6 }), (counted, limit) => {
        const found = tableOf(counted, limit)
        const distinct = [...new Set(counted)].sort()
        const expected = Object.fromEntries(
          distinct.slice(0, limit).map((name) => [name, counted.filter((each) => each === name).length]),
        )
        const { [OTHER]: others = 0, ...rest } = found
        expect(rest).toEqual(expected)
        expect(others + Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(counted.length)
        expect(tableOf(counted.toReversed(), limit)).toEqual(found)
      }),
      { numRuns: 150 },
    )
  })

  test('takes names that objects have of their own', () => {
    expect(Object.entries(tableOf(['__proto__', 'constructor', '__proto__'], 5))).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ])
  })
})

describe('a sample of keys', () => {
  const sampleOf = (count: number, limit: number, step: number = 1) => {
    const sample = emptySample<number>(limit)
    for (let index = 0; index < count; index += 1) {
      const key = (index * step) % count
      setSampled(sample, hashText(`user ${key}`), key)
    }
    return sample
  }

  test('counts exactly up to its limit', () => {
    expect(distinctOf(sampleOf(4_096, 4_096))).toEqual({ count: 4_096, exact: true })
    expect(distinctOf(sampleOf(0, 4_096))).toEqual({ count: 0, exact: true })
  })

  test('estimates beyond it, within a few hundredths, and holds no more than twice the limit', () => {
    for (const count of [10_000, 50_000, 200_000]) {
      const sample = sampleOf(count, 4_096)
      expect(sample.values.size).toBeLessThanOrEqual(2 * 4_096)
      const found = distinctOf(sample)
      expect(found.exact).toBe(false)
      expect(Math.abs(found.count - count) / count).toBeLessThan(0.05)
    }
  })

  test('does not depend on the order of the keys', () => {
    expect(sampledOf(sampleOf(10_007, 500, 5_003))).toEqual(sampledOf(sampleOf(10_007, 500)))
  })
})

test('a table of hashes holds what a map does', () => {
  const entries = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat()), { maxLength: 300 })
  fc.assert(
    fc.property(entries, fc.maxSafeNat(), (set, bound) => {
      const [table, map] = [emptyHashTable<number>(), new Map<number, number>()]
      // Some of them share their lower bits, and so their places.
      const hashed = set.map(([key, value]) => [key % 3 === 0 ? key * 2 ** 40 : hashText(`${key}`), value] as const)
      for (const [hash, value] of hashed) {
        setAt(table, hash, value)
        map.set(hash, value)
      }
      expect([...hashesIn(table)]).toEqual([...map.keys()].sort((a, b) => a - b))
      keepBelow(table, bound)
      expect(table.size).toBe([...map.keys()].filter((hash) => hash < bound).length)
      for (const [hash] of hashed) expect(valueAt(table, hash)).toBe(hash < bound ? map.get(hash) : undefined)
    }),
  )
})

test('two texts are hashed as the one that they make', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (first, second) => {
      expect(hashJoined(first, second)).toBe(hashText(first + second))
    }),
  )
})

test('hashes of 300,000 keys differ, and spread over the whole range', () => {
  const hashes = new Set<number>()
  let low = 0
  for (let index = 0; index < 300_000; index += 1) {
    const hash = hashText(`${index}`)
    if (hash < 2 ** 52) low += 1
    hashes.add(hash)
  }
  expect(hashes.size).toBe(300_000)
  expect(Math.abs(low / 300_000 - 0.5)).toBeLessThan(0.01)
})
