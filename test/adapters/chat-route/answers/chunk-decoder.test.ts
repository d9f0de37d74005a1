import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkDecoder } from '../../../../src/adapters/chat-route/answers/chunk-decoder.ts'

const pieces = fc.array(fc.constantFrom('a', 'é', '漢', '😀', '\uFEFF', '\0', '\r\n'), { maxLength: 12 })
const bytes = fc.oneof(
  pieces.map((texts) => new TextEncoder().encode(texts.join(''))),
  fc.uint8Array({ maxLength: 12 }),
)
const cuts = fc.array(fc.nat(12), { maxLength: 5 })

test('bytes decode as by one decoder, wherever they are cut, and whether or not they are text', () => {
  fc.assert(
    fc.property(bytes, cuts, (all, places) => {
      const decoder = new ChunkDecoder()
      const sorted = [0, ...places.toSorted((a, b) => a - b), all.length]
      const texts = sorted.slice(1).map((end, index) => decoder.decode(all.subarray(sorted[index], end)))
      expect([...texts, decoder.end()].join('')).toBe(new TextDecoder().decode(all))
    }),
    { numRuns: 200 },
  )
})
