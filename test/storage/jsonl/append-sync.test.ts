import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { hold, noSpace } from './disk.ts'
import { bigConversation, newPath, readout, segmentsIn } from './folder.ts'
import { appendSync, underWay } from './under-way.ts'

describe('appendSync while a write is under way', () => {
  test.for([
    ['has not begun', 0],
    ['has taken a part of a line', 50],
    ['has been done, and not yet been told', Number.POSITIVE_INFINITY],
  ] as const)('that %s: all is there once, also when it comes back', async ([, taken]) => {
    const { store, dir, turns, disk, appends } = await underWay(taken)
    appendSync(store, turns.slice(30))
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    disk.release()
    await Promise.all(appends)
    await store.append([LATER])
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: [...turns, LATER], damages: [] })
    expect((await segmentsIn(dir)).length).toBe(1)
  })

  test('that fails afterwards: all is there, and the appends have succeeded', async () => {
    const { store, turns, disk, appends } = await underWay(50)
    appendSync(store, turns.slice(30))
    disk.release(noSpace())
    await Promise.all(appends)
    await store.append([LATER])
    expect(await readout(store)).toEqual({ events: [...turns, LATER], damages: [] })
    await store.close()
  })

  test('that has just failed, in every moment before the store has heard of it all', async () => {
    for (let moments = 0; moments < 12; moments += 1) {
      const { store, turns, disk, appends } = await underWay(50)
      const outcomes = Promise.allSettled(appends)
      disk.release(noSpace())
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve()
      appendSync(store, turns.slice(30))
      const rejected = (await outcomes).flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
      // Those of the first append alone may have been given up before.
      const kept = rejected.length === 0 ? turns : [...turns.slice(0, 10), ...turns.slice(20)]
      expect(rejected.filter((index) => index > 0)).toEqual([])
      expect(await readout(store), `${moments} moments`).toEqual({ events: kept, damages: [] })
      await store.close()
    }
  })

  test('that has failed, while its file is being closed: all of it is in another one', async () => {
    const { store, dir, turns, disk, appends } = await underWay(5_000)
    const closing = hold('close')
    disk.release(noSpace())
    await closing.begun
    appendSync(store, turns.slice(30))
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    closing.release()
    await Promise.all(appends)
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
  })

  test('of the middle of a long call', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = bigConversation('a', 60)
    const disk = hold('write', 1)
    const appends = [store.append(turns.slice(0, 40)), store.append(turns.slice(40, 50))]
    await disk.begun
    appendSync(store, turns.slice(50))
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    disk.release()
    await Promise.all(appends)
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
  })

  test('to a log that has been removed: all of it is in a new one', async () => {
    const { store, dir, turns, disk, appends } = await underWay(50)
    await rm(dir, { recursive: true })
    appendSync(store, turns.slice(30))
    disk.release()
    await Promise.all(appends)
    await store.append([LATER])
    expect(await readout(store)).toEqual({ events: [...turns.slice(10), LATER], damages: [] })
    await store.close()
  })

  test('may be called again, with appends in between', async () => {
    const { store, turns, disk, appends } = await underWay(50)
    appends.push(store.append(turns.slice(30, 32)))
    appendSync(store, turns.slice(32, 33))
    appends.push(store.append(turns.slice(33, 35)))
    appendSync(store, turns.slice(35, 36))
    appendSync(store, [])
    appends.push(store.append(turns.slice(36)))
    disk.release()
    await Promise.all(appends)
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })
})

describe('appendSync while the first file is being opened', () => {
  test('writes to one of its own, behind which later appends go', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 12)
    const disk = hold('open')
    const append = store.append(turns.slice(0, 5))
    await disk.begun
    appendSync(store, turns.slice(5, 10))
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns.slice(0, 10), damages: [] })
    disk.release()
    await append
    await store.append(turns.slice(10))
    await store.close()
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    expect((await segmentsIn(dir)).length).toBe(1)
  })

  test('and in vain, leaves the appends to their own outcome', async () => {
    const file = await newPath()
    await writeFile(file, '')
    const store = jsonlStore(join(file, 'log'))
    const append = store.append([sampleGeneration('g1')])
    expect(() => appendSync(store, [sampleGeneration('g2')])).toThrow(
      expect.objectContaining({ code: 'store_unwritable' }),
    )
    await expect(append).rejects.toMatchObject({ code: 'store_unwritable' })
  })
})

describe('appendSync', () => {
  test('makes the directory as append does, and nothing when there is nothing to write', async () => {
    const dir = await newPath('deep/log')
    const store = jsonlStore(dir)
    appendSync(store, [])
    expect(existsSync(dir)).toBe(false)
    appendSync(store, [sampleGeneration('g1')])
    expect(await readFile(join(dir, '.gitignore'), 'utf8')).toBe('*\n')
    expect(await readout(store)).toEqual({ events: [sampleGeneration('g1')], damages: [] })
    await store.close()
  })

  test.skipIf(process.platform === 'win32')('makes files for this user only', async () => {
    const dir = await newPath('deep/log')
    const store = jsonlStore(dir)
    appendSync(store, [sampleGeneration('g1')])
    await store.close()
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777, name).toBe(0o600)
  })

  test('ends segments that are full', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 3_000 })
    const turns = sampleConversation('a', 30)
    for (const turn of turns) appendSync(store, [turn])
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    expect((await segmentsIn(dir)).length).toBeGreaterThan(3)
    await store.close()
  })

  test('refuses events that JSON cannot carry, after it has written what was appended before', async () => {
    const store = jsonlStore(await newPath())
    const bad = { ...sampleGeneration('bad'), ext: { size: 10n } } as unknown as LogEvent
    const unknown: LogEvent = { v: 1, type: 'other', id: 'o1', kind: 'weather', value: { sky: 'blue' } }
    const turns = sampleConversation('a', 3)
    const appends = [turns.slice(0, 1), [turns[1] ?? bad, bad], turns.slice(2)].map((events) => store.append(events))
    const outcomes = Promise.allSettled(appends)
    for (const event of [unknown, bad]) {
      expect(() => appendSync(store, [LATER, event])).toThrow(expect.objectContaining({ code: 'record_invalid' }))
    }
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await store.append([LATER])
    const events = [...turns.slice(0, 1), ...turns.slice(2), LATER]
    expect(await readout(store)).toEqual({ events, damages: [] })
    await store.close()
  })

  test('writes what a close under way still has to write', async () => {
    const { store, dir, turns, disk, appends } = await underWay(50)
    const closing = store.close()
    expect(() => appendSync(store, [LATER])).toThrow(expect.objectContaining({ code: 'store_closed' }))
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns.slice(0, 30), damages: [] })
    disk.release()
    await Promise.all([...appends, closing])
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns.slice(0, 30), damages: [] })
  })

  test('writes a queue of many thousand calls', async () => {
    const store = jsonlStore(await newPath())
    const events = Array.from({ length: 30_000 }, (_, index) => sampleFeedback(`f${index}`, 'g1'))
    const appends = events.slice(0, 25_000).map((event) => store.append([event]))
    appendSync(store, events.slice(25_000))
    await Promise.all(appends)
    const ids = (await readout(store)).events.map(({ id }) => id)
    expect(ids).toEqual(events.map(({ id }) => id))
    await store.close()
  })
})

const LATER = sampleGeneration('later')
