import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPieces } from '../../../src/storage/jsonl/pieces.ts'
import { temporaryFolder } from '../../pipeline/support/building.ts'

test('a file that grows while it is read is not read in crumbs', async () => {
  const path = join(temporaryFolder(), 'a.jsonl')
  await writeFile(path, 'x')
  const lengths: number[] = []
  for await (const piece of readPieces(path, {})) {
    lengths.push(piece.length)
    if (lengths.length === 1) await appendFile(path, 'x'.repeat(100_000))
  }
  expect(lengths).toEqual([1, 100_000])
})
