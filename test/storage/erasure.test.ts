import fc from 'fast-check'
import { expect, test } from 'vitest'
import { erases, type Erasure, type ErasureSelector } from '../../src/core/erasure.ts'
import { erasureFilter } from '../../src/storage/erasure.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'

const id = fc.constantFrom('1', '2', '3')
const time = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z')
const selector: fc.Arbitrary<ErasureSelector | undefined> = fc.oneof(
  fc.record({ userId: id }),
  fc.record({ tenantId: id }),
  fc.record({ conversationId: id }),
  fc.record({ generationId: id }),
  fc.constant(undefined),
)

test('many erasures hide what one of them names', () => {
  const erasures = fc.array(fc.record({ selector, at: time }))
  const generation = fc.record({ id, userId: id, tenantId: id, conversationId: id, startedAt: time })
  fc.assert(
    fc.property(erasures, generation, (wishes, { id: own, ...labels }) => {
      const all = wishes.map(({ selector: named, at }): Erasure => {
        const event = { v: 1, type: 'erasure', id: 'e', at } as const
        return named === undefined ? event : { ...event, selector: named }
      })
      const event = sampleGeneration(own, labels)
      expect(erasureFilter(all)(event)).toBe(all.some((erasure) => erases(erasure, event)))
    }),
  )
})
