import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath, readout } from './folder.ts'
import { segmentOf } from './maintaining.ts'

const SIZE = 24 * 1_024 * 1_024

test.for([
  ['one of ours', (name: string) => name],
  ['one of theirs', () => 'own.jsonl'],
] as const)('a hole of many pieces in a file, %s, is put together once, not with each piece', async ([, rename]) => {
  const dir = await newPath()
  await segmentOf(dir, [sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2')])
  const path = join(dir, rename('20260101T000000000Z-1-0123456789.jsonl'))
  await writeFile(path, `${JSON.stringify(sampleGeneration('g3'))}\n`, { mode: 0o600 })
  // As after a power cut: there the file has its size, and nothing in it.
  await truncate(path, SIZE)
  let copied = 0
  const { concat } = Buffer
  vi.spyOn(Buffer, 'concat').mockImplementation((list, total) => {
    const bytes = concat(list, total)
    copied += bytes.length
    return bytes
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const store = jsonlStore(dir)
  expect((await readout(store)).events.map(({ id }) => id).toSorted()).toEqual(['g1', 'g2', 'g3'])
  expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1 })
  await store.close()
  expect(copied).toBeLessThan(12 * SIZE)
})
