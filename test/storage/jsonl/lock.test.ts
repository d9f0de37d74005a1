import fs from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { compactLog, jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { createKeyFile } from '../../../src/storage/jsonl/key-file.ts'
import { lockMaintenance } from '../../../src/storage/jsonl/maintenance/lock.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { noSpace, patchDisk } from './disk.ts'
import { fullDiskFor } from './erasing.ts'
import { newPath } from './folder.ts'
import { segmentOf } from './maintaining.ts'

async function newFolder(): Promise<string> {
  const dir = await newPath()
  await mkdir(dir)
  return dir
}

/** A file system without hard links. */
function withoutLinks(): void {
  const { link } = fs.promises
  function replace(replaced: typeof link): void {
    Object.assign(fs.promises, { link: replaced })
    syncBuiltinESMExports()
  }
  replace(() => Promise.reject(Object.assign(new Error('EPERM: not here, link'), { code: 'EPERM' })))
  onTestFinished(() => replace(link))
}

describe.for([
  ['with hard links', () => {}, /maintenance\.lock/],
  ['without', withoutLinks, /maintenance\.lock$/],
] as const)('%s', ([, prepare, written]) => {
  test('only one of many gets the maintenance lock', async () => {
    prepare()
    const dir = await newFolder()
    const locks = await Promise.all(Array.from({ length: 8 }, () => lockMaintenance(dir)))
    expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1)
    expect(await readdir(dir)).toEqual(['maintenance.lock'])
    for (const lock of locks) await lock?.release()
    expect(await readdir(dir)).toEqual([])
  })

  test('a disk that is full leaves no lock that nobody holds', async () => {
    prepare()
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('g1')])
    const full = fullDiskFor((path) => written.test(path))
    expect(await compactLog(dir)).toMatchObject({ busy: false })
    expect((await readdir(dir)).filter((name) => name.includes('lock'))).toEqual([])
    full.restore()
    expect(await compactLog(dir)).toMatchObject({ busy: false })
  })

  test('those who make a key at once share one, which only its owner may read', async () => {
    prepare()
    const dir = await newFolder()
    const keys = await Promise.all(Array.from({ length: 8 }, () => createKeyFile(dir, undefined).make()))
    const [later] = await createKeyFile(dir, undefined).keys()
    expect(new Set([...keys, later].map((key) => key?.id)).size).toBe(1)
    expect(fs.statSync(join(dir, 'erasure.key')).mode & 0o777).toBe(0o600)
  })
})

test('a disk that is full does not keep maintenance from making room', async () => {
  const dir = await newFolder()
  fullDiskFor((path) => path.includes('maintenance.lock'))
  const lock = await lockMaintenance(dir)
  expect(lock).toBeDefined()
  expect(await lockMaintenance(dir)).toBeUndefined()
  await lock?.release()
  expect(await readdir(dir)).toEqual([])
})

test('a lock that others have taken over meanwhile is theirs to release', async () => {
  const dir = await newFolder()
  const lock = await lockMaintenance(dir)
  await writeFile(join(dir, 'maintenance.lock'), 'of another process')
  await lock?.release()
  expect(await readFile(join(dir, 'maintenance.lock'), 'utf8')).toBe('of another process')
})

test('a maintenance lock has its name only when it is whole', async () => {
  const dir = await newFolder()
  const found: boolean[] = []
  fullDiskFor((path) => {
    found.push(path.includes('maintenance.lock'), fs.existsSync(join(dir, 'maintenance.lock')))
    return false
  })
  await (await lockMaintenance(dir))?.release()
  expect(found).toEqual([true, false])
})

describe('the key of erasures', () => {
  test('has its name on the disk before anything is erased under it', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('g1', { userId: 'u1' })])
    const { fsync, openSync } = fs
    const steps: string[] = []
    patchDisk({
      fsync(file: number, done: (error: Error | null) => void) {
        if (fs.fstatSync(file).isDirectory() && fs.existsSync(join(dir, 'erasure.key'))) steps.push('synced')
        fsync(file, done)
      },
      openSync(path: string, ...options: [number, number]) {
        if (path.endsWith('erasure.mark')) steps.push('marked')
        return openSync(path, ...options)
      },
    })
    await jsonlStore(dir).erase({ userId: 'u1' })
    expect(steps.slice(0, 2)).toEqual(['synced', 'marked'])
  })

  test('is not made in vain: where that fails, nothing is erased', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('g1', { userId: 'u1' })])
    patchDisk({ fsync: (_: number, done: (error: Error) => void) => done(noSpace()) })
    await expect(jsonlStore(dir).erase({ userId: 'u1' })).rejects.toMatchObject({ code: 'store_failed' })
    expect(await Array.fromAsync(jsonlStore(dir).read())).toHaveLength(1)
  })

  test('is refused when it is empty, as everybody would know it', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('g1', { userId: 'u1' })])
    await writeFile(join(dir, 'erasure.key'), '\n')
    const store = jsonlStore(dir)
    await expect(store.erase({ userId: 'u1' })).rejects.toMatchObject({ code: 'source_unreadable' })
    expect(await Array.fromAsync(store.read())).toHaveLength(1)
    expect(await readFile(join(dir, 'erasure.key'), 'utf8')).toBe('\n')
  })
})
