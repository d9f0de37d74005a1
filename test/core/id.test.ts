import { describe, expect, test } from 'vitest'
import { timeOfId, timeOrderedId } from '../../src/core/id.ts'

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function isSorted(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))
}

function timeIn(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

describe('a time-ordered id', () => {
  test('is a UUID of version 7 that holds the present millisecond', () => {
    const before = Date.now()
    const id = timeOrderedId()
    expect(id).toMatch(VERSION_7)
    expect(timeIn(id)).toBeGreaterThanOrEqual(before)
    expect(timeIn(id)).toBeLessThanOrEqual(Date.now() + 1)
  })

  test('is never given twice and always sorts behind the one before, 100,000 times', () => {
    const ids = Array.from({ length: 100_000 }, () => timeOrderedId())
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => VERSION_7.test(id))).toBe(true)
    expect(isSorted(ids)).toBe(true)
  })

  test('keeps its form and order when a millisecond gives more than 4,096', () => {
    const now = Date.now() + 500
    const ids = Array.from({ length: 10_000 }, () => timeOrderedId(now))
    expect(ids.every((id) => VERSION_7.test(id))).toBe(true)
    expect(isSorted(ids)).toBe(true)
    expect(new Set(ids.map(timeIn))).toEqual(new Set([now, now + 1, now + 2]))
  })

  test('sorts behind the one before when the clock runs backwards', () => {
    const start = Date.now() + 1000
    const ids = [start, start - 500, start - 86_400_000, start + 1, start].map((now) => timeOrderedId(now))
    expect(isSorted(ids)).toBe(true)
  })

  test('stays well formed and in order for parts of a millisecond', () => {
    const start = Date.now() + 2000
    const ids = [start + 0.25, start + 0.5, start + 0.75, start + 1.5].map((now) => timeOrderedId(now))
    expect(ids.every((id) => VERSION_7.test(id))).toBe(true)
    expect(isSorted(ids)).toBe(true)
    expect(new Set(ids.map(timeIn))).toEqual(new Set([start, start + 1]))
  })

  test('cannot be guessed from the one before: every random digit takes every value', () => {
    const tails = Array.from({ length: 2000 }, () => timeOrderedId().slice(20).replace('-', ''))
    for (let place = 0; place < 15; place += 1) {
      expect(new Set(tails.map((tail) => tail[place])).size).toBe(16)
    }
    expect(new Set(tails.map((tail) => tail.slice(3))).size).toBe(tails.length)
  })
})

describe('the time of an id', () => {
  test('is the millisecond that it was made in', () => {
    const now = Date.now() + 3000
    expect(timeOfId(timeOrderedId(now))).toBe(now)
  })

  test.for([
    ['a UUID of version 4', '9b2f0c1e-3d4a-4c5b-8d6e-7f8091a2b3c4'],
    ['capitals, which no id of ours has', '0192F0C1-3D4A-7C5B-8D6E-7F8091A2B3C4'],
    ['the id of a provider', 'chatcmpl-0192f0c13d4a'],
    ['one with something behind it', '0192f0c1-3d4a-7c5b-8d6e-7f8091a2b3c4\n'],
    ['nothing', ''],
  ] as const)('is unknown for %s', ([, id]) => {
    expect(timeOfId(id)).toBeUndefined()
  })
})
