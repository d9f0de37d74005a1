import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { fullDisk, noSpace } from './disk.ts'
import { bigConversation, newPath, readout } from './folder.ts'
import { appendSync, underWay } from './under-way.ts'

describe('appendSync on a full disk', () => {
  test('throws, and leaves nothing half written', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 20)
    await store.append(turns.slice(0, 2))
    const disk = fullDisk(1_000)
    expect(() => appendSync(store, turns.slice(2))).toThrow(
      expect.objectContaining({ code: 'store_failed', cause: noSpace() }),
    )
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns.slice(0, 2), damages: [] })
    disk.restore()
    appendSync(store, turns.slice(2))
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })

  test('leaves the appends that it could not save to their own outcome', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = bigConversation('a', 60)
    await store.append(turns.slice(0, 2))
    const disk = fullDisk(500_000, 1)
    const appends = turns.slice(2, 50).map((turn) => store.append([turn]))
    expect(() => appendSync(store, turns.slice(50))).toThrow(expect.objectContaining({ code: 'store_failed' }))
    disk.restore()
    await Promise.all(appends)
    await store.append(turns.slice(50))
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })

  test('keeps away from a write under way: that one has its own outcome', async () => {
    const { store, dir, turns, disk, appends } = await underWay(Number.POSITIVE_INFINITY)
    const queued = store.append(turns.slice(30, 32))
    const full = fullDisk(1_000_000)
    expect(() => appendSync(store, bigConversation('b', 60))).toThrow(expect.objectContaining({ code: 'store_failed' }))
    full.restore()
    disk.release()
    await Promise.all([...appends, queued])
    await store.append(turns.slice(32))
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
  })

  test('that does not even take the write under way throws, and that one may still succeed', async () => {
    const { store, dir, turns, disk, appends } = await underWay(Number.POSITIVE_INFINITY)
    const full = fullDisk(0)
    expect(() => appendSync(store, turns.slice(30))).toThrow(expect.objectContaining({ code: 'store_failed' }))
    full.restore()
    disk.release()
    await Promise.all(appends)
    await store.append(turns.slice(30))
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
  })
})
