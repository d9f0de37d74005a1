import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest } from '../../../src/pipeline/digest.ts'
import { rangesOfKeys } from '../../../src/pipeline/fold/key-ranges.ts'
import { createSpool } from '../../../src/pipeline/fold/spool.ts'
import { openReadAt } from '../../../src/pipeline/read-at.ts'
import { temporaryFolder } from '../support/building.ts'

const MOST = 2000
const RANGE = 500

type Line = { readonly text: string; readonly offset: number }

/** The lines of the ranges of a spool that holds lines under the digests of these names. */
function rangesOf(names: readonly string[]): readonly (readonly Line[])[] | undefined {
  const spool = createSpool(temporaryFolder())
  for (const [index, name] of names.entries()) spool.write(digest(name), `n${digest(name)}${index} é\n`)
  const [partition] = spool.close()
  if (partition === undefined) return []
  const file = openReadAt(partition.path)
  try {
    return rangesOfKeys(file, { level: partition.level + 1, mostBytes: MOST, rangeBytes: RANGE })?.map((range) => {
      const lines: Line[] = []
      range((line, offset) => lines.push({ text: line.toString(), offset }))
      return lines
    })
  } finally {
    file.close()
  }
}

const bytesOf = (lines: readonly Line[]): number =>
  lines.reduce((bytes, { text }) => bytes + Buffer.byteLength(text) + 1, 0)

/** All is in one partition, so the first bits tell. */
const bucketOf = (key: string): number => Number.parseInt(key.slice(0, 2), 16) >> 2

const names = fc.array(
  fc.nat(300).map((number) => `${number}`),
  { maxLength: 400 },
)

test('ranges hold every line once, those of a key together and in their order, and the ranges are in the order of keys', () => {
  fc.assert(
    fc.property(names, (written) => {
      const ranges = rangesOf(written) ?? []
      const lines = ranges.flat()
      expect(lines.map(({ text }) => Number.parseInt(text.slice(33), 10)).sort((a, b) => a - b)).toEqual(
        written.map((_, index) => index),
      )
      let above = ''
      for (const range of ranges) {
        const keys = range.map(({ text }) => text.slice(1, 33)).sort()
        expect(above < (keys[0] ?? 'z')).toBe(true)
        above = keys.at(-1) ?? above
        // A range has more than it should only where its keys are not told apart.
        expect(bytesOf(range) <= RANGE || new Set(keys.map(bucketOf)).size === 1).toBe(true)
        expect(bytesOf(range)).toBeLessThanOrEqual(MOST)
        const ofKeys = Map.groupBy(range, ({ text }) => text.slice(1, 33))
        for (const [, ofKey] of ofKeys) {
          const offsets = ofKey.map(({ offset }) => offset)
          expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
        }
      }
    }),
  )
})

test('there are none where one key has more lines than a range may hold', () => {
  expect(rangesOf([...Array.from({ length: 100 }, () => 'one'), 'another'])).toBeUndefined()
})
