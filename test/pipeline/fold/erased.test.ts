import { describe, expect, test } from 'vitest'
import type { Erasure, ErasureSelector } from '../../../src/core/erasure.ts'
import { createErasedTest } from '../../../src/pipeline/fold/erased.ts'
import type { GenerationNote } from '../../../src/pipeline/fold/spool-record.ts'

const USER = { userId: 'u1' }

describe('an erasure among the events', () => {
  test.for<readonly [at: string, startedAt: string, isErased: boolean]>([
    ['2026-01-31T09:00:00.000Z', '2026-01-31T09:00:00Z', true],
    ['2026-01-31T09:00:00.000Z', '2026-01-31T10:00:00+02:00', true],
    ['2026-01-31T09:00:00.000Z', '2026-01-31T08:30:00-01:00', false],
    ['2026-01-31T10:00:00+02:00', '2026-01-31T08:00:00.001Z', false],
    ['2026-01-31T09:00:00.000Z', 'long ago', true],
    ['some day', '2026-01-31T09:00:00.000Z', true],
  ])('at %s erases what was started at %s: %s', ([at, startedAt, isErased]) => {
    const isErasedNote = createErasedTest([erasure(USER, at)])
    expect(isErasedNote(note({ startedAt, userId: 'u1' }))).toBe(isErased)
    expect(isErasedNote(note({ startedAt, userId: 'u2' }))).toBe(false)
  })

  test('of one generation reaches it whatever its clock said', () => {
    const isErasedNote = createErasedTest([erasure({ generationId: 'g' }, '2026-01-31T09:00:00.000Z')])
    expect(isErasedNote(note({ startedAt: '2030-01-31T09:00:00.000Z' }))).toBe(true)
  })
})

function erasure(selector: ErasureSelector, at: string): Erasure {
  return { v: 1, type: 'erasure', id: 'e', at, selector }
}

function note(fields: Partial<GenerationNote>): GenerationNote {
  const startedAt = '2026-01-31T09:00:00.000Z'
  return { id: 'g', turnId: 't', startedAt, status: 'ok', model: 'm', leaf: 'l', depth: 1, answers: [], ...fields }
}
