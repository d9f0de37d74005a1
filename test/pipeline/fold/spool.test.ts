import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { digest } from '../../../src/pipeline/digest.ts'
import { createSpool, inFoldableSize } from '../../../src/pipeline/fold/spool.ts'
import { temporaryFolder } from '../support/building.ts'

/** What `inFoldableSize` makes of lines: the keys of each partition and its text, while its file is there. */
function partitionsOf(lines: readonly (readonly [key: string, text: string])[], bytes: number) {
  const folder = temporaryFolder()
  const spool = createSpool(folder)
  for (const [key, text] of lines) spool.write(key, `n${key}${text}\n`)
  const found: { readonly keys: readonly string[]; readonly texts: readonly string[]; readonly bytes: number }[] = []
  for (const partition of inFoldableSize(spool.close(), folder, bytes)) {
    const written = readFileSync(partition.path, 'utf8').trimEnd().split('\n')
    const keys = [...new Set(written.map((line) => line.slice(1, 33)))]
    found.push({ keys, texts: written.map((line) => line.slice(33)), bytes: partition.bytes })
  }
  return { found, left: readdirSync(folder) }
}

const lines = Array.from(
  { length: 5000 },
  (_, index) => [digest(`${index % 1000}`), `${index} é${'.'.repeat(50)}`] as const,
)

test('partitions that are too large are divided until they are small, in the order of their keys', () => {
  const { found, left } = partitionsOf(lines, 1200)
  expect(Math.max(...found.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1200)
  const keys = found.flatMap((partition) => partition.keys.toSorted())
  expect(keys).toEqual([...new Set(lines.map(([key]) => key))].sort())
  expect(found.flatMap(({ texts }) => texts).sort()).toEqual(lines.map(([, text]) => text).sort())
  expect(left).toEqual([])
})

test('lines of a key keep their order, however often they are divided', () => {
  const { found } = partitionsOf(lines, 1)
  expect(found).toHaveLength(1000)
  for (const { texts } of found) {
    const numbers = texts.map((text) => Number.parseInt(text, 10))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
})

test('a key that is too large alone stays whole', () => {
  const { found } = partitionsOf(
    lines.map(([, text]) => [digest('one'), text] as const),
    1,
  )
  expect(found).toHaveLength(1)
})
