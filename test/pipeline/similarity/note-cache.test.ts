import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Corpus } from '../../../src/core/step.ts'
import { createShingleCache } from '../../../src/pipeline/similarity/note-cache.ts'
import { shinglesOf } from '../../../src/pipeline/similarity/note.ts'
import { QUALITY_BYTES } from '../../../src/pipeline/similarity/quality.ts'

const SIZE = 40

/** Notes of different lengths, and how often each was read. */
function countedCorpus(): { readonly corpus: Corpus; readonly reads: Uint32Array } {
  const reads = new Uint32Array(SIZE)
  const noteAt = (index: number): Uint8Array => {
    reads[index] = (reads[index] ?? 0) + 1
    return new Uint8Array(QUALITY_BYTES + 4 * (index + 1)).fill(index)
  }
  const at = (index: number) => ({ id: String(index), note: noteAt(index) })
  return { corpus: { size: SIZE, at, directory: '', pause: () => undefined }, reads }
}

test('shingles from a cache are those of the notes, whatever was let go of', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(SIZE - 1), { maxLength: 300 }), fc.nat(5000), (indices, mostBytes) => {
      const { corpus } = countedCorpus()
      const cache = createShingleCache(corpus, mostBytes)
      for (const index of indices) expect(cache(index)).toEqual(shinglesOf(corpus.at(index).note))
    }),
  )
})

test('what is asked for again and again is read once, and what was not asked for a long time anew', () => {
  const { corpus, reads } = countedCorpus()
  const cache = createShingleCache(corpus, 4000)
  for (let round = 0; round < 3; round += 1) {
    for (let index = 1; index < SIZE; index += 1) {
      cache(0)
      cache(index)
    }
  }
  expect(reads[0]).toBe(1)
  expect(reads[1]).toBe(3)
})
