import { renameSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { noCounts, type Job, type Limits } from '../../../src/storage/jsonl/maintenance/job.ts'
import { lockMaintenance } from '../../../src/storage/jsonl/maintenance/lock.ts'
import { mergeSmall } from '../../../src/storage/jsonl/maintenance/merge.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { erasingStore, onlySeal, textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, onlySegment, readout } from './folder.ts'
import { logNames, MERGING } from './maintaining.ts'

/** Merges, and leaves living writers alone. */
const BESIDE = { ...MERGING, orphanMs: 1e9 }
const LIMITS: Limits = { ...BESIDE, smallBytes: 1e6, mergedBytes: 1e8, retention: {}, erasureKey: undefined }

/** A log from which u1 was erased, completely. */
async function erasedLog(): Promise<string> {
  const dir = await newPath()
  const store = jsonlStore(dir, { maintenance: false })
  await store.append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
  await store.erase({ userId: 'u1' })
  await store.close()
  expect(await readdir(dir)).toContain('erasure.done')
  return dir
}

describe('an erasure and a compaction', () => {
  test('what a writer seals behind its look, and it merges, is removed by the next one', async () => {
    const dir = await erasedLog()
    const elsewhere = await newPath()
    await onlySeal(elsewhere, [sampleGeneration('gone-late', { userId: 'u1' }), sampleGeneration('stays-late')])
    const sealed = await onlySegment(elsewhere)
    // What is moved here is there at once, like what is sealed.
    const step = (name: string) => name === 'quarantine' && renameSync(sealed, join(dir, basename(sealed)))
    expect(await compact(dir, BESIDE, step)).toMatchObject({ merged: 2, mergedInto: 1 })
    expect(await textsWithoutErasures(dir)).toContain('gone-late')
    expect(await generationsIn(dir)).toEqual(['stays', 'stays-late'])
    await compact(dir, BESIDE)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await generationsIn(dir)).toEqual(['stays', 'stays-late'])
  })

  test('a writer that closes finds its own in the file into which they were merged meanwhile', async () => {
    const dir = await erasedLog()
    const store = erasingStore(dir)
    await store.append([turnOf('gone-late', 'u1'), turnOf('stays-late', 'u2')])
    const lock = await lockMaintenance(dir)
    const closing = store.close()
    await vi.waitFor(async () => expect(await logNames(dir)).not.toContainEqual(expect.stringContaining('.open.')))
    const job: Job = { dir, now: Date.now(), limits: LIMITS, counts: noCounts(), step() {} }
    await mergeSmall(job)
    expect(job.counts).toMatchObject({ merged: 2, mergedInto: 1 })
    expect(await textsWithoutErasures(dir)).toContain('gone-late')
    await lock?.release()
    await closing
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await generationsIn(dir)).toEqual(['stays', 'stays-late'])
  })
})

async function generationsIn(dir: string): Promise<readonly string[]> {
  const { events, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
  expect(damages).toEqual([])
  return events.map(({ id }) => id).toSorted()
}
