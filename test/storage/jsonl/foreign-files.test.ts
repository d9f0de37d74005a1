import { chown, lchown, lstat, readFile, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath, onlySegment, readout, segmentsIn } from './folder.ts'
import { age, EAGER, segmentOf } from './maintaining.ts'

const SOMEBODY = 4_711

/** A sealed segment with a row of u1, and its path and bytes. */
async function segment(name: string): Promise<{ readonly dir: string; readonly path: string; readonly text: string }> {
  const dir = await newPath()
  await segmentOf(dir, [sampleGeneration(name, { userId: 'u1' }), sampleGeneration(`${name}-2`)])
  const path = await onlySegment(dir)
  return { dir, path, text: await readFile(path, 'utf8') }
}

describe('what another user has put into the log', () => {
  test.skipIf(process.getuid?.() !== 0)('a file is neither read nor changed, and told', async () => {
    const { dir, path, text } = await segment('theirs')
    await chown(path, SOMEBODY, SOMEBODY)
    await segmentOf(dir, [sampleGeneration('gone', { userId: 'u1' }), sampleGeneration('stays')])
    await age(dir, 3_600_000)
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 1, pending: 0 })
    await store.close()
    await compact(dir, EAGER)
    expect(await readFile(path, 'utf8')).toBe(text)
    expect((await lstat(path)).uid).toBe(SOMEBODY)
    const { events, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
    expect(events.map(({ id }) => id)).toEqual(['stays'])
    expect(damages).toMatchObject([{ reason: 'not_an_event', place: path }])
  })

  test.skipIf(process.getuid?.() !== 0)('a directory is not written to when it is their link', async () => {
    const { dir } = await segment('mine')
    const link = `${dir}-link`
    await symlink(dir, link)
    await lchown(link, SOMEBODY, SOMEBODY)
    const store = jsonlStore(link)
    await expect(store.erase({ userId: 'u1' })).rejects.toMatchObject({ code: 'store_unwritable' })
    await expect(compact(link, EAGER)).rejects.toMatchObject({ code: 'source_unreadable' })
    expect((await readout(jsonlStore(dir))).events).toHaveLength(2)
  })
})

// Only the main thread of a process may become another user for a while.
const canBecomeAnother = process.getuid?.() === 0 && isMainThread

test.skipIf(!canBecomeAnother)('a file that this user may not read is told, and the others are read', async () => {
  const { dir, path } = await segment('of root')
  await segmentOf(dir, [sampleGeneration('readable')])
  for (const one of [dirname(dir), dir, ...(await segmentsIn(dir))])
    if (one !== path) await chown(one, SOMEBODY, SOMEBODY)
  process.seteuid?.(SOMEBODY)
  try {
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events.map(({ id }) => id)).toEqual(['readable'])
    expect(damages).toMatchObject([{ reason: 'not_an_event', place: path, detail: 'this user may not read it' }])
  } finally {
    process.seteuid?.(0)
  }
})

describe('a link in the log', () => {
  test.skipIf(process.platform === 'win32')('is read, and what it leads to is never changed', async () => {
    const elsewhere = await segment('elsewhere')
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('gone', { userId: 'u1' }), sampleGeneration('stays')])
    const link = join(dir, basename(elsewhere.path))
    await symlink(elsewhere.path, link)
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 2, rewritten: 1, pending: 1 })
    await store.close()
    await compact(dir, EAGER)
    expect(await readFile(elsewhere.path, 'utf8')).toBe(elsewhere.text)
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    const { events } = await readout(jsonlStore(dir), { types: ['generation'] })
    expect(events.map(({ id }) => id).toSorted()).toEqual(['elsewhere-2', 'stays'])
  })

  test.skipIf(process.platform === 'win32')('in place of a file that is to be made leads nothing astray', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('gone', { userId: 'u1' }), sampleGeneration('stays')])
    const path = await onlySegment(dir)
    const target = join(dirname(dir), 'target')
    await writeFile(target, 'mine')
    for (const name of [`.${basename(path)}.tmp`, '.erasure.done.tmp']) await symlink(target, join(dir, name))
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 1 })
    await store.close()
    await symlink(target, join(dir, 'maintenance.lock'))
    await compact(dir, EAGER)
    expect(await readFile(target, 'utf8')).toBe('mine')
  })
})
