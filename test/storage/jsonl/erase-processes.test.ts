import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { generationIds } from '../../../src/testing/store/place.ts'
import { start } from './child.ts'
import { textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, readout } from './folder.ts'

const PROGRAM = fileURLToPath(new URL('./erasing-process.ts', import.meta.url))

describe('an erasure while another process writes', () => {
  test.skipIf(process.platform === 'win32')(
    'that one removes its own when it looks around, and when it closes',
    async () => {
      const dir = await newPath()
      const other = start(process.execPath, [PROGRAM, 'write', dir, 'a'])
      await other.said(1)
      const store = jsonlStore(dir)
      await store.append([turnOf('gone-b', 'u1'), turnOf('stays-b', 'u2')])
      expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 2, rewritten: 1, pending: 1 })
      const left = await textsWithoutErasures(dir)
      expect([left.includes('gone-a-1'), left.includes('gone-b')]).toEqual([true, false])

      const said = other.said(2)
      other.process.kill('SIGUSR2')
      await said
      expect(await textsWithoutErasures(dir)).not.toContain('gone-a-1')
      // Written since, and hidden before it is removed.
      expect(await textsWithoutErasures(dir)).toContain('gone-a-2')
      expect(await idsIn(dir)).toEqual(['stays-a-1', 'stays-a-2', 'stays-b'])

      other.process.kill('SIGTERM')
      await other.ended
      await store.close()
      expect(await textsWithoutErasures(dir)).not.toContain('gone')
      expect(await idsIn(dir)).toEqual(['stays-a-1', 'stays-a-2', 'stays-b'])
    },
  )

  test('a store looks around every ten seconds while it has a segment open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const dir = await newPath()
    const other = jsonlStore(dir)
    await other.append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 0, pending: 1 })
    expect(await textsWithoutErasures(dir)).toContain('gone')
    vi.advanceTimersByTime(10_000)
    await vi.waitFor(async () => expect((await textsWithoutErasures(dir)).includes('gone')).toBe(false))
    expect(await idsIn(dir)).toEqual(['stays'])
    await Promise.all([store.close(), other.close()])
  })
})

async function idsIn(dir: string): Promise<readonly string[]> {
  const { events, damages } = await readout(jsonlStore(dir))
  expect(damages).toEqual([])
  return generationIds(events).toSorted()
}
