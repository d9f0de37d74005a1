import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { selects, type Erasure, type ErasureSelector } from '../../../src/core/erasure.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { erasureFilter } from '../../../src/storage/erasure/filter.ts'
import { erasureKey, newErasureSecret, tombstoneOf } from '../../../src/storage/erasure/key.ts'
import { sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { FULL_GENERATION, SMALL_GENERATION } from '../../schema/samples.ts'

const KEY = erasureKey('a secret')
const LATE = '2026-02-01T00:00:00.000Z'

describe('an erasure', () => {
  test.for([
    ['its user', { userId: 'u-9' }],
    ['its tenant', { tenantId: 'shop' }],
    ['its conversation', { conversationId: 'c-17' }],
    ['itself', { generationId: FULL_GENERATION.id }],
  ] as const)('reaches a generation by %s, in clear text or by a tombstone', ([, selector]) => {
    for (const erasure of [inClear(selector, LATE), asTombstone(selector, LATE)]) {
      const isErased = erasureFilter([erasure], [KEY])
      expect(isErased(FULL_GENERATION)).toBe(true)
      expect(isErased(SMALL_GENERATION)).toBe(false)
    }
  })

  test('does not reach what started later', () => {
    const generation: Generation = { ...FULL_GENERATION, startedAt: '2026-02-01T00:00:00.001Z' }
    expect(erasureFilter([asTombstone({ userId: 'u-9' }, LATE)], [KEY])(generation)).toBe(false)
    expect(erasureFilter([asTombstone({ userId: 'u-9' }, generation.startedAt)], [KEY])(generation)).toBe(true)
  })

  test.for([
    ['with an offset', '2026-02-01T05:30:00.000+05:30', '2026-02-01T05:30:00.001+05:30'],
    ['in seconds', '2026-02-01T00:00:00Z', '2026-02-01T00:00:01Z'],
    ['without a sense', 'yesterday', '2026-02-01T00:00:00.001Z'],
  ] as const)('knows times written %s', ([, before, behind]) => {
    const isErased = erasureFilter([asTombstone({ userId: 'u1' }, LATE)], [KEY])
    expect(isErased(sampleGeneration('g1', { userId: 'u1', startedAt: before }))).toBe(true)
    expect(isErased(sampleGeneration('g1', { userId: 'u1', startedAt: behind }))).toBe(false)
    const unreadable = erasureFilter([asTombstone({ userId: 'u1' }, 'today')], [KEY])
    expect(unreadable(sampleGeneration('g1', { userId: 'u1', startedAt: behind }))).toBe(true)
  })

  test('under a key that is not known hides its targets, and nothing by its tombstone', () => {
    const erasure = asTombstone({ userId: 'u1' }, LATE, ['g1'])
    const isErased = erasureFilter([erasure], [erasureKey(newErasureSecret())])
    expect(isErased(sampleGeneration('g1', { userId: 'u1' }))).toBe(true)
    expect(isErased(sampleFeedback('f1', 'g1'))).toBe(true)
    expect(isErased(sampleGeneration('g2', { userId: 'u1' }))).toBe(false)
  })

  test('hides a judgement of an erased generation whenever it was given', () => {
    const isErased = erasureFilter([asTombstone({ generationId: 'g1' }, LATE)], [KEY])
    expect(isErased(sampleFeedback('f1', 'g1', '2030-01-01T00:00:00.000Z'))).toBe(true)
    expect(isErased(sampleFeedback('f1', 'g2', '2030-01-01T00:00:00.000Z'))).toBe(false)
  })
})

const id = fc.constantFrom('1', '2', '3')
const time = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z')
const selectors: fc.Arbitrary<ErasureSelector> = fc.oneof(
  fc.record({ userId: id }),
  fc.record({ tenantId: id }),
  fc.record({ conversationId: id }),
  fc.record({ generationId: id }),
)

test('many erasures hide what one of them names', () => {
  const wishes = fc.array(fc.record({ selector: selectors, at: time, isClear: fc.boolean() }))
  const generation = fc.record({ id, userId: id, tenantId: id, conversationId: id, startedAt: time })
  fc.assert(
    fc.property(wishes, generation, (all, { id: own, ...labels }) => {
      const erasures = all.map(({ selector, at, isClear }) => (isClear ? inClear : asTombstone)(selector, at))
      const event = sampleGeneration(own, labels)
      const isReached = (selector: ErasureSelector, at: string) => 'generationId' in selector || event.startedAt <= at
      const expected = all.some(({ selector, at }) => selects(selector, event) && isReached(selector, at))
      expect(erasureFilter(erasures, [KEY])(event)).toBe(expected)
    }),
  )
})

function inClear(selector: ErasureSelector, at: string): Erasure {
  return { v: 1, type: 'erasure', id: 'e', at, selector }
}

function asTombstone(selector: ErasureSelector, at: string, targets?: readonly string[]): Erasure {
  const [[field, value] = ['', '']] = Object.entries(selector)
  const tombstone = tombstoneOf(KEY, field as 'userId', value)
  return { v: 1, type: 'erasure', id: 'e', at, tombstone, ...(targets === undefined ? {} : { targets }) }
}
