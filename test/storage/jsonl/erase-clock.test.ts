import { expect, test, vi } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { onlySeal, textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath } from './folder.ts'
import { EAGER } from './maintaining.ts'

test('what came behind an erasure whose clock was ahead is removed once the clock is right again', async () => {
  const dir = await newPath()
  const present = Date.now
  const ahead = vi.spyOn(Date, 'now').mockImplementation(() => present() + 3_600_000)
  const store = jsonlStore(dir)
  await store.append([turnOf('first', 'u1'), turnOf('stays', 'u2')])
  await store.erase({ userId: 'u1' })
  await store.close()
  await compact(dir, EAGER)
  ahead.mockRestore()
  await onlySeal(dir, [turnOf('gone-late', 'u1'), turnOf('stays-late', 'u2')])
  await compact(dir, EAGER)
  const texts = await textsWithoutErasures(dir)
  expect(texts).not.toContain('gone-late')
  expect(texts).toContain('stays-late')
})
