import { describe, expect, test } from 'vitest'
import { erases, type Erasure, type ErasureSelector } from '../../src/core/erasure.ts'
import type { Generation } from '../../src/core/generation.ts'
import { FULL_GENERATION, SMALL_GENERATION } from '../schema/samples.ts'

function erasureOf(selector: ErasureSelector, at = '2026-02-01T00:00:00.000Z'): Erasure {
  return { v: 1, type: 'erasure', id: 'e', at, selector }
}

describe('an erasure', () => {
  test.for([
    ['its user', { userId: 'u-9' }],
    ['its tenant', { tenantId: 'shop' }],
    ['its conversation', { conversationId: 'c-17' }],
    ['itself', { generationId: FULL_GENERATION.id }],
  ] as const)('reaches a generation by %s', ([, selector]) => {
    expect(erases(erasureOf(selector), FULL_GENERATION)).toBe(true)
    expect(erases(erasureOf(selector), SMALL_GENERATION)).toBe(false)
  })

  test('does not reach what started later', () => {
    const generation: Generation = { ...FULL_GENERATION, startedAt: '2026-02-01T00:00:00.001Z' }
    expect(erases(erasureOf({ userId: 'u-9' }), generation)).toBe(false)
    expect(erases(erasureOf({ userId: 'u-9' }, generation.startedAt), generation)).toBe(true)
  })

  test('that has become a tombstone names nobody', () => {
    const tombstone = { field: 'userId', keyId: 'k1', hmac: 'ab' }
    const erasure: Erasure = { v: 1, type: 'erasure', id: 'e', at: '2026-02-01T00:00:00.000Z', tombstone }
    expect(erases(erasure, FULL_GENERATION)).toBe(false)
  })
})
