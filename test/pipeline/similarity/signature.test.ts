import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shinglesAmong } from '../../../src/pipeline/similarity/shingles.ts'
import { bandingFor, createSigner } from '../../../src/pipeline/similarity/signature.ts'

const hashes = fc.integer({ min: 0, max: 0xffffffff })
const runLists = fc.array(fc.oneof(hashes, hashes, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 400 })

test('what is signed is the set, whatever the order and however often its runs come', () => {
  const [one, other] = [createSigner(bandingFor(0.8)), createSigner(bandingFor(0.8))]
  fc.assert(
    fc.property(runLists, fc.infiniteStream(fc.nat()), (runs, draws) => {
      const again = [...runs, ...runs.slice(0, 5)].map((run) => ({ run, place: draws.next().value }))
      const shuffled = again.toSorted((a, b) => a.place - b.place).map(({ run }) => run)
      const shingles = shinglesAmong(Uint32Array.from(runs))
      const filled = one.take(Uint32Array.from(shuffled))
      expect(filled).toBe(other.take(shingles))
      expect(filled).toBeLessThanOrEqual(shingles.length)
      expect(one.keys()).toEqual(other.keys())
    }),
  )
})

test('of runs that differ in their last bit alone that of an answer stays', () => {
  expect(shinglesAmong(Uint32Array.of(9, 4, 8, 4, 9))).toEqual(Uint32Array.of(4, 9))
})
