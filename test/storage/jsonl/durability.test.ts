import fs from 'node:fs'
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Durability } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { fullDisk, hold, patchDisk } from './disk.ts'
import { newPath, onlySegment, readout, segmentsIn } from './folder.ts'
import { appendSync } from './under-way.ts'

afterEach(() => void vi.useRealTimers())

describe('the levels of durability', () => {
  test.for(['memory', 'process', 'disk'] as const)('%s is what the store says', async (durability) => {
    const store = jsonlStore(await newPath(), { durability })
    expect(store.capabilities.durability).toBe(durability)
    await store.append([sampleGeneration('g1')])
    await store.flush()
    expect(await readout(store)).toEqual({ events: [sampleGeneration('g1')], damages: [] })
    await store.close()
  })

  test('another one is refused', () => {
    const durability = 'paper' as Durability
    expect(() => jsonlStore('log', { durability })).toThrow(expect.objectContaining({ code: 'bad_option' }))
  })

  test('memory: append does not wait for the disk, and flush tells of what has failed', async () => {
    const store = jsonlStore(await newPath(), { durability: 'memory' })
    const write = hold('write')
    await store.append([sampleGeneration('g1')])
    await write.begun
    write.release(new Error('broken'))
    await expect(store.flush()).rejects.toMatchObject({ code: 'store_failed' })
    await store.flush()
    await store.append([sampleGeneration('g2')])
    await store.close()
    expect((await readout(store)).events).toEqual([sampleGeneration('g2')])
  })

  test('disk: calls wait for one sync, which they share', async () => {
    const store = jsonlStore(await newPath(), { durability: 'disk' })
    await store.append([sampleGeneration('g0')])
    const sync = hold('fdatasync')
    let resolved = 0
    const appends = [1, 2, 3].map((id) => store.append([sampleGeneration(`g${id}`)]).then(() => (resolved += 1)))
    await sync.begun
    expect(resolved).toBe(0)
    expect((await readout(store)).events.length).toBe(1)
    sync.release()
    await Promise.all(appends)
    expect((await readout(store)).events.length).toBe(4)
    await store.close()
  })

  test('disk: a sync that fails is not tried again on its file; what was not acknowledged is cut off', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { durability: 'disk' })
    await store.append([sampleGeneration('g1')])
    const sync = hold('fdatasync')
    const append = store.append([sampleGeneration('g2')])
    await sync.begun
    sync.release(new Error('EIO: i/o error, fdatasync'))
    await expect(append).rejects.toMatchObject({ code: 'store_failed', message: expect.stringContaining('EIO') })
    await store.append([sampleGeneration('g3')])
    expect((await segmentsIn(dir)).length).toBe(2)
    expect(await readout(jsonlStore(dir))).toEqual({
      events: [sampleGeneration('g1'), sampleGeneration('g3')],
      damages: [],
    })
    await store.close()
  })

  test('disk: appendSync fails with its sync, and goes on in another file', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { durability: 'disk' })
    appendSync(store, [sampleGeneration('g1')])
    const disk = patchDisk({
      fdatasyncSync() {
        throw new Error('EIO: i/o error, fdatasync')
      },
    })
    expect(() => appendSync(store, [sampleGeneration('g2')])).toThrow(expect.objectContaining({ code: 'store_failed' }))
    disk.restore()
    appendSync(store, [sampleGeneration('g3')])
    await store.close()
    expect((await segmentsIn(dir)).length).toBe(2)
    expect((await readout(jsonlStore(dir))).events).toEqual([sampleGeneration('g1'), sampleGeneration('g3')])
  })
})

describe('a segment', () => {
  test('is open while its writer lives, and sealed when the store is closed', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    const open = basename(await onlySegment(dir))
    expect(open).toMatch(/^\d{8}T\d{9}Z-\d+-[0-9a-f]{10}\.open\.jsonl$/)
    await store.close()
    expect(basename(await onlySegment(dir))).toBe(open.replace('.open', ''))
    expect((await readout(jsonlStore(dir))).events).toEqual([sampleGeneration('g1')])
  })

  test.for(['fdatasync', 'rename'] as const)('that cannot be sealed, because %s fails, is still read', async (name) => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    const disk = patchDisk({
      [name]: (...options: readonly unknown[]) => Reflect.apply(Object(options.at(-1)), undefined, [new Error('EIO')]),
    })
    await store.close()
    disk.restore()
    expect(basename(await onlySegment(dir))).toContain('.open.jsonl')
    expect(await readout(jsonlStore(dir))).toEqual({ events: [sampleGeneration('g1')], damages: [] })
  })

  test('of which nothing was acknowledged is removed', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    fullDisk(10, 1)
    await expect(store.append([sampleGeneration('g1')])).rejects.toMatchObject({ code: 'store_failed' })
    await store.close()
    expect(await readdir(dir)).toEqual(['.gitignore'])
  })

  test('that is old is followed by a new one at the next append, and sealed without one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentMs: 60_000, maintenance: false })
    await store.append([sampleGeneration('g1')])
    vi.advanceTimersByTime(5_000)
    await store.append([sampleGeneration('g2')])
    expect((await segmentsIn(dir)).length).toBe(1)
    const renamed = hold('rename')
    vi.advanceTimersByTime(60_000)
    await renamed.begun
    renamed.release()
    await store.append([sampleGeneration('g3')])
    await store.close()
    expect((await segmentsIn(dir)).length).toBe(2)
    expect((await readout(store)).events.map(({ id }) => id)).toEqual(['g1', 'g2', 'g3'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('shows that its writer lives while nothing is written', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const dir = await newPath()
    const store = jsonlStore(dir, { maintenance: false })
    expect(vi.getTimerCount()).toBe(0)
    await store.append([sampleGeneration('g1')])
    const path = await onlySegment(dir)
    await utimes(path, 1_000, 1_000)
    vi.advanceTimersByTime(30_000)
    expect(Date.now() - (await stat(path)).mtimeMs).toBeLessThan(30_000)
    await store.close()
  })
})

describe('a file that is taken away while it is written to', () => {
  test.for([
    ['renamed, as one does with that of a dead writer', (path: string) => rename(path, path.replace('.open', ''))],
    ['removed', (path: string) => rm(path)],
  ] as const)('%s: what is acknowledged lies in one that is in its place', async ([, take]) => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 6)
    await store.append(turns.slice(0, 2))
    const path = await onlySegment(dir)
    const disk = hold('write')
    const append = store.append(turns.slice(2, 4))
    await disk.begun
    await take(path)
    disk.release()
    await append
    await store.append(turns.slice(4))
    const ids = (await readout(jsonlStore(dir))).events.map(({ id }) => id)
    const kept = fs.existsSync(path.replace('.open', '')) ? turns : turns.slice(2)
    expect(ids).toEqual(kept.map(({ id }) => id))
    await store.close()
    expect((await readdir(dir)).filter((name) => name.includes('.open')).map((name) => join(dir, name))).toEqual([])
  })
})
