import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAhead } from '../../src/pipeline/read-ahead.ts'
import { temporaryFolder } from './support/building.ts'

const SIZE = 300_000

function fileOfBytes(): { readonly path: string; readonly bytes: Buffer } {
  const path = join(temporaryFolder(), 'file')
  const bytes = Buffer.from(Uint8Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 8)) % 251))
  writeFileSync(path, bytes)
  return { path, bytes }
}

/** Mostly one behind the other, with gaps, and now and then somewhere else. */
const walks = fc.array(
  fc.record({
    from: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, fc.nat(SIZE)),
    gap: fc.oneof(fc.constant(0), fc.nat(3000)),
    length: fc.oneof(fc.nat(5000), fc.nat(100_000)),
  }),
  { maxLength: 60 },
)

test('stretches of a file are its bytes, in whatever order they are read and however long they are held', () => {
  const { path, bytes } = fileOfBytes()
  const file = openSync(path, 'r')
  fc.assert(
    fc.property(walks, (walk) => {
      const read = readAhead(file)
      let at = 0
      const held = walk.map(({ from, gap, length }) => {
        const offset = Math.min(from ?? at + gap, SIZE)
        at = Math.min(offset + length, SIZE)
        return { offset, end: at, found: read({ offset, length: at - offset }) }
      })
      for (const { offset, end, found } of held) expect(bytes.subarray(offset, end).equals(found)).toBe(true)
    }),
  )
  closeSync(file)
})

test.for([
  { offset: SIZE - 10, length: 20 },
  { offset: 0, length: SIZE + 1 },
])('what a file does not hold is no stretch of it: %o', (stretch) => {
  const { path } = fileOfBytes()
  const file = openSync(path, 'r')
  const read = readAhead(file)
  expect(() => read(stretch)).toThrow('ended before')
  read({ offset: SIZE - 100, length: 90 })
  expect(() => read({ offset: SIZE - 10, length: 20 })).toThrow('ended before')
  closeSync(file)
})
