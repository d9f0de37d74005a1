import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from '../../../src/storage/jsonl/reading/open-file.ts'
import { readPieces } from '../../../src/storage/jsonl/reading/pieces.ts'
import { temporaryFolder } from '../../pipeline/support/building.ts'

test('a file that grows while it is read is not read in crumbs', async () => {
  const path = join(temporaryFolder(), 'a.jsonl')
  await writeFile(path, 'x')
  const lengths: number[] = []
  const file = { name: 'a.jsonl', path, id: 'a', writer: 'a.jsonl', form: 'foreign', coding: 'plain' } as const
  const opening = await openLogFile(file, undefined)
  if (opening.state !== 'open') throw new Error(opening.state)
  for await (const piece of readPieces(opening.opened)) {
    if ('bytes' in piece) lengths.push(piece.bytes.length)
    if (lengths.length === 1) await appendFile(path, 'x'.repeat(100_000))
  }
  await opening.opened.handle.close()
  expect(lengths).toEqual([1, 100_000])
})
