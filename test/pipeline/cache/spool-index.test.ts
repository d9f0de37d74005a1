import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forEachIndexedLine, writeIndex } from '../../../src/pipeline/cache/spool-index.ts'
import { digest } from '../../../src/pipeline/digest.ts'
import { temporaryFolder } from '../support/building.ts'

const KEYS = Array.from({ length: 6 }, (_, index) => digest(String(index)))

/** Spools by the numbers of their lines' keys, and what stands behind the keys. */
const spools = fc.array(fc.array(fc.tuple(fc.nat(KEYS.length - 1), fc.nat(200)), { maxLength: 12 }), { maxLength: 5 })

test('by an index of spools the lines of keys are found, all of them and no others, in their order', () => {
  const folder = temporaryFolder()
  let run = 0
  fc.assert(
    fc.property(spools, fc.nat(5), fc.subarray([...KEYS]), (held, split, keys) => {
      run += 1
      const lines = held.map((spool) => spool.map(([key, length]) => `g${KEYS[key]}${'é'.repeat(length)}`))
      const paths = lines.map((spool, index) => {
        const path = join(folder, `${run}-${index}`)
        writeFileSync(path, spool.map((line) => `${line}\n`).join(''))
        return path
      })
      const [first, index] = [join(folder, `${run}-first`), join(folder, `${run}-index`)]
      writeIndex(first, undefined, paths.slice(0, split))
      writeIndex(index, first, paths.slice(split))
      const found: string[] = []
      const indexed = paths.map((path) => ({ path, bytes: statSync(path).size }))
      forEachIndexedLine(index, { spools: indexed, keys }, (line) => found.push(line.toString()))
      expect(found).toEqual(lines.flat().filter((line) => keys.some((key) => line.startsWith(`g${key}`))))
    }),
  )
})

test('lines of one key that are longer than can be read at once are found too', () => {
  const folder = temporaryFolder()
  const [path, index] = [join(folder, 'spool'), join(folder, 'index')]
  const lines = Array.from({ length: 7 }, (_, place) => `g${KEYS[place === 3 ? 1 : 0]}${'x'.repeat(600_000)}${place}`)
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  writeIndex(index, undefined, [path])
  const found: string[] = []
  const room = { spools: [{ path, bytes: statSync(path).size }], keys: KEYS.slice(0, 1) }
  forEachIndexedLine(index, room, (line) => found.push(line.toString()))
  expect(found).toEqual(lines.toSpliced(3, 1))
})

test('an index that ends before its spools is refused', () => {
  const folder = temporaryFolder()
  const [path, index] = [join(folder, 'spool'), join(folder, 'index')]
  writeFileSync(path, `g${KEYS[0]}\n`)
  writeIndex(index, undefined, [path])
  const room = { spools: [{ path, bytes: statSync(path).size + 1 }], keys: KEYS }
  expect(() => forEachIndexedLine(index, room, () => {})).toThrow('index ends')
})
