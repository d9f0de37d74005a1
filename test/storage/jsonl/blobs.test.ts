import fs from 'node:fs'
import { lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { createBlobReader } from '../../../src/storage/jsonl/blobs/read.ts'
import { createSegmentBlobs } from '../../../src/storage/jsonl/blobs/segment-blobs.ts'
import { removeBlobsOf } from '../../../src/storage/jsonl/blobs/unlink.ts'
import { removeErased } from '../../../src/storage/jsonl/erase/remove.ts'
import { listLog } from '../../../src/storage/jsonl/files.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { createKeyFile } from '../../../src/storage/jsonl/key-file.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { turnOf } from './erasing.ts'
import { newPath, onlySegment, readout } from './folder.ts'
import { age, MERGING, segmentOf } from './maintaining.ts'

describe('blobs of a log', () => {
  test('come back whole, through appendSync and new segments too, and lie there once', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 2_000 })
    const turns = Array.from({ length: 12 }, (_, index) => turnOf(`turn-${index}`, 'u1', 'same'))
    for (const [index, turn] of turns.entries()) {
      if (index % 3 === 0) store.appendSync?.([turn])
      else await store.append([turn])
    }
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    const links = await linksIn(dir)
    expect(links.length).toBeGreaterThan(2)
    expect(new Set(links.map(({ ino }) => ino)).size).toBe(1)
  })

  test('go with the last segment that names them', async () => {
    const dir = await newPath()
    for (const name of ['a', 'b', 'c']) await segmentOf(dir, [turnOf(name, name, 'same'), turnOf(`${name}2`, name)])
    expect(await countOf(dir)).toEqual({ blobs: 4, links: 6 })
    await compact(dir, MERGING)
    expect(await countOf(dir)).toEqual({ blobs: 4, links: 6 })
    await jsonlStore(dir).erase({ userId: 'a' })
    expect(await countOf(dir)).toEqual({ blobs: 3, links: 4 })
    expect((await readout(jsonlStore(dir))).damages).toEqual([])
    await age(dir, 1_000)
    await compact(dir, { retention: { ms: 1 } })
    expect(await countOf(dir)).toEqual({ blobs: 0, links: 0 })
  })

  test('stay with a file that somebody has renamed, and with one that was merged meanwhile', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('renamed', 'u2')])
    await rename(await onlySegment(dir), join(dir, 'mine.jsonl'))
    await segmentOf(dir, [turnOf('a', 'u1')])
    await segmentOf(dir, [turnOf('b', 'u2')])
    const only = new Set((await listLog(dir)).files.map(({ id }) => id))
    await compact(dir, MERGING)
    await jsonlStore(dir).erase({ userId: 'u1' })
    // A store that tidies what it has sealed before.
    await removeErased({ dir, keys: [await createKeyFile(dir, undefined).make()], erasures: [], only })
    expect(await countOf(dir)).toEqual({ blobs: 2, links: 2 })
    const { events, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
    expect([events, damages]).toEqual([[turnOf('b', 'u2'), turnOf('renamed', 'u2')], []])
  })

  test('that a crash has left behind go with the next compaction, and no others', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('a', 'u1')])
    await segmentOf(dir, [turnOf('b', 'u1')])
    await compact(dir, MERGING)
    const living = jsonlStore(dir)
    await living.append([turnOf('c', 'u1')])
    const [link] = await linksIn(dir)
    // Of a segment that the retention had just removed, and of one that was being written.
    const folder = dirname(link?.path ?? '')
    await writeFile(join(folder, '20260131T090000123Z-4711-5f0a93c27e'), await readFile(link?.path ?? ''))
    await writeFile(join(folder, '.20260131T090000123Z-4711-5f0a93c27f.tmp'), 'half')
    await compact(dir, {})
    expect(await countOf(dir)).toEqual({ blobs: 3, links: 3 })
    expect((await readout(living)).damages).toEqual([])
    await living.close()
  })

  test('are copies where links do not work, and each of them is removed alone', async () => {
    const dir = await newPath()
    const eperm = Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })
    patch({ linkSync: failing(eperm) }, { link: async () => Promise.reject(eperm) })
    await segmentOf(dir, [turnOf('gone', 'u1', 'same')])
    const store = jsonlStore(dir)
    store.appendSync?.([turnOf('stays', 'u2', 'same')])
    await store.close()
    expect(await countOf(dir)).toEqual({ blobs: 1, links: 2 })
    expect(new Set((await linksIn(dir)).map(({ ino }) => ino)).size).toBe(2)
    const writer = jsonlStore(dir, { erasureKey: 'links do not work for the key file either' })
    expect(await writer.erase({ userId: 'u1' })).toMatchObject({ rewritten: 1, pending: 0 })
    expect(await countOf(dir)).toEqual({ blobs: 1, links: 1 })
    const { events, damages } = await readout(writer, { types: ['generation'] })
    expect([events, damages]).toEqual([[turnOf('stays', 'u2', 'same')], []])
  })

  test.for<[string, (path: string) => Promise<void>]>([
    ['missing_blob', (path) => rm(path)],
    ['checksum', async (path) => writeFile(path, (await readFile(path, 'utf8')).replace('secret', 'SECRET'))],
  ])('are told as %s with file and offset when they are not what they were', async ([reason, harm]) => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('a', 'u1'), turnOf('b', 'u1'), turnOf('c', 'u1')])
    const segment = await onlySegment(dir)
    const lines = (await readFile(segment, 'utf8')).split('\n')
    const [sha256 = ''] = /[0-9a-f]{64}/.exec(lines[1] ?? '') ?? []
    await harm(join(dir, 'blobs', sha256, (await readdir(join(dir, 'blobs', sha256)))[0] ?? ''))
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events).toEqual([turnOf('a', 'u1'), turnOf('c', 'u1')])
    expect(damages).toMatchObject([{ reason, place: segment, line: 2, offset: (lines[0] ?? '').length + 1 }])
    // What comes later is whole again.
    await segmentOf(dir, [turnOf('b2', 'u1', 'b')])
    expect((await readout(jsonlStore(dir))).events).toContainEqual(turnOf('b2', 'u1', 'b'))
  })

  test('may come and go in many places at once: what is in its place can be read', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('a', 'u1', 'other')])
    const bad: string[] = []
    async function comeAndGo(writer: number): Promise<void> {
      for (let round = 0; round < runs(30, 500); round += 1) {
        const id = `20260131T090000000Z-${writer}-${round.toString(16).padStart(10, '0')}`
        const blobs = createSegmentBlobs({ dir, id, isDurable: false })
        const { blobs: named } = blobs.detach(JSON.parse(JSON.stringify(turnOf('a', 'u1', 'same'))))
        if (round % 5 === 4) blobs.placeSync()
        else await blobs.place()
        const [sha256 = ''] = Object.values(named ?? {})
        if (!createBlobReader(dir)(String(sha256)).ok) bad.push(id)
        await removeBlobsOf(dir, [id])
      }
    }
    await Promise.all([1, 2, 3, 4, 5, 6].map(comeAndGo))
    expect(bad).toEqual([])
    expect(await countOf(dir)).toEqual({ blobs: 1, links: 1 })
  })

  test.runIf(process.platform === 'linux').for(['append', 'appendSync'] as const)(
    'are on the disk before the line of an %s that names them',
    async (how) => {
      const dir = await newPath()
      // Left by a store that does not wait for the disk.
      await segmentOf(dir, [turnOf('a', 'u1', 'same')])
      const store = jsonlStore(dir, { durability: 'disk' })
      await store.append([sampleGeneration('first', { messages: [textMessage('user', 'Hi')] })])
      const done = await watchDisk(dir)
      if (how === 'append') await store.append([turnOf('b', 'u1', 'same')])
      else store.appendSync?.([turnOf('b', 'u1', 'same')])
      const acts = done.map((act) => act.replace(/\d{8}T\d{9}Z-\d+-[0-9a-f]{10}/, 'ID'))
      expect(acts).toEqual([
        'sync blobs/SHA/ID',
        'sync blobs/SHA',
        'sync blobs',
        'sync ',
        'write ID.open.jsonl',
        'sync ID.open.jsonl',
      ])
      await store.close()
    },
  )
})

async function linksIn(dir: string): Promise<readonly { readonly path: string; readonly ino: number }[]> {
  const entries = await readdir(join(dir, 'blobs'), { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return Promise.all(paths.map(async (path) => ({ path, ino: (await lstat(path)).ino })))
}

async function countOf(dir: string): Promise<{ readonly blobs: number; readonly links: number }> {
  return { blobs: (await readdir(join(dir, 'blobs'))).length, links: (await linksIn(dir)).length }
}

function failing(error: Error): () => never {
  return () => {
    throw error
  }
}

function patch(sync: object, async: object): void {
  const before = [{ ...fs }, { ...fs.promises }] as const
  function replace(one: object, other: object): void {
    Object.assign(fs, one)
    Object.assign(fs.promises, other)
    syncBuiltinESMExports()
  }
  replace(sync, async)
  onTestFinished(() => replace(pick(before[0], sync), pick(before[1], async)))
}

function pick(from: object, like: object): object {
  return Object.fromEntries(Object.keys(like).map((key) => [key, Reflect.get(from, key)]))
}

/** Paths in the log that are written and synced from now on. Of a descriptor, Linux tells them. */
async function watchDisk(dir: string): Promise<readonly string[]> {
  const done: string[] = []
  const note = (act: string, file: unknown) => {
    done.push(
      `${act} ${relative(dir, fs.readlinkSync(`/proc/self/fd/${String(file)}`)).replace(/[0-9a-f]{64}/, 'SHA')}`,
    )
  }
  const watched = (
    act: string,
    name: 'fdatasync' | 'fdatasyncSync' | 'fsync' | 'fsyncSync' | 'write' | 'writeSync',
  ) => {
    const original: (...options: never[]) => unknown = fs[name]
    return (...options: never[]) => {
      note(act, options[0])
      return original(...options)
    }
  }
  patch(
    {
      write: watched('write', 'write'),
      writeSync: watched('write', 'writeSync'),
      fdatasync: watched('sync', 'fdatasync'),
      fdatasyncSync: watched('sync', 'fdatasyncSync'),
      fsync: watched('sync', 'fsync'),
      fsyncSync: watched('sync', 'fsyncSync'),
    },
    {},
  )
  const handle = await fs.promises.open(dir)
  const prototype: { datasync(this: { readonly fd: number }): Promise<void> } = Object.getPrototypeOf(handle)
  await handle.close()
  const { datasync } = prototype
  prototype.datasync = function datasyncNoted() {
    note('sync', this.fd)
    return datasync.call(this)
  }
  onTestFinished(() => void (prototype.datasync = datasync))
  return done
}
