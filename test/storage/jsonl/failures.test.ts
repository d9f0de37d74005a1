import { existsSync, lchownSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FinetapError } from '../../../src/core/errors.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { fullDisk, patchWrite } from './disk.ts'
import { bigConversation, newPath, onlySegment, readout, segmentsIn } from './folder.ts'

describe('a directory that cannot be written to', () => {
  test('because a file stands there is refused with what, why and the fix', async () => {
    const dir = await newPath()
    await writeFile(dir, 'not a directory')
    const error = await failureOf(jsonlStore(dir).append([sampleGeneration('g1')]))
    expect(error.code).toBe('store_unwritable')
    expect(error.message).toMatch(
      /cannot be written to: it, or a directory above it, is a file .*\. Fix: name a directory/,
    )
    expect(await readFile(dir, 'utf8')).toBe('not a directory')
    await expect(readout(jsonlStore(dir))).rejects.toMatchObject({ code: 'source_unreadable' })
  })

  test('because a file stands above it is refused', async () => {
    const file = await newPath()
    await writeFile(file, '')
    await expect(jsonlStore(join(file, 'log')).append([sampleGeneration('g1')])).rejects.toMatchObject({
      code: 'store_unwritable',
    })
  })

  test.skipIf(process.platform !== 'linux')('because the system allows nobody to is refused', async () => {
    const error = await failureOf(jsonlStore('/proc/self/log').append([sampleGeneration('g1')]))
    expect(error.code).toBe('store_unwritable')
    expect(error.cause).toBeInstanceOf(Error)
  })

  const isRoot = process.getuid?.() === 0
  test.skipIf(!isRoot)('because it is a symbolic link of another user is refused', async () => {
    const target = await newPath('target')
    const link = `${target}-link`
    await mkdir(target)
    await symlink(target, link)
    await jsonlStore(link).append([sampleGeneration('g1')])
    lchownSync(link, 12_345, 12_345)
    await expect(jsonlStore(link).append([sampleGeneration('g2')])).rejects.toMatchObject({ code: 'store_unwritable' })
    await expect(readout(jsonlStore(link))).rejects.toMatchObject({ code: 'source_unreadable' })
    expect((await readout(jsonlStore(target))).events).toEqual([sampleGeneration('g1')])
  })

  test('does not keep later appends waiting', async () => {
    const dir = await newPath()
    await writeFile(dir, '')
    const store = jsonlStore(dir)
    const outcomes = await Promise.allSettled([1, 2, 3].map((id) => store.append([sampleGeneration(`g${id}`)])))
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await rm(dir)
    await store.append([sampleGeneration('g4')])
    expect((await readout(store)).events).toEqual([sampleGeneration('g4')])
    await store.close()
  })
})

describe('a write that fails', () => {
  test('rejects with its cause, leaves no torn line, and later appends work again', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 6)
    await store.append(turns.slice(0, 2))
    const path = await onlySegment(dir)
    const { size } = await stat(path)
    const disk = fullDisk(100)
    const error = await failureOf(store.append(turns.slice(2, 3)))
    expect(error).toMatchObject({ code: 'store_failed', cause: { code: 'ENOSPC' } })
    expect((await stat(await onlySegment(dir))).size).toBe(size)
    await expect(store.append(turns.slice(2, 3))).rejects.toMatchObject({ code: 'store_failed' })
    disk.restore()
    await store.append(turns.slice(2))
    await store.close()
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    expect((await segmentsIn(dir)).length).toBe(2)
  })

  test('fails whole calls: nothing of a long one stays, and those that were done before do', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = bigConversation('a', 60)
    await store.append(turns.slice(0, 3))
    const disk = fullDisk(500_000, 1)
    const calls = [turns.slice(3, 5), turns.slice(5, 58), turns.slice(58)].map((events) => store.append(events))
    const outcomes = await Promise.allSettled(calls)
    disk.restore()
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await readout(store)).toEqual({ events: [...turns.slice(0, 5), ...turns.slice(58)], damages: [] })
    await store.close()
  })

  test('is not seen by readers of the same store, not even while it is under way', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 3)
    await store.append(turns.slice(0, 1))
    const half = Promise.withResolvers<() => void>()
    const disk = patchWrite((write) => (file, bytes, start, _, position, done) => {
      write(file, bytes, start, 50, position, (...result) => half.resolve(() => done(...result)))
    })
    const appending = store.append(turns.slice(1))
    const goOn = await half.promise
    disk.restore()
    expect(await readout(store)).toEqual({ events: turns.slice(0, 1), damages: [] })
    expect((await readout(jsonlStore(dir))).damages).toMatchObject([{ reason: 'torn', line: 2 }])
    goOn()
    await appending
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })

  test('is no failure when the system takes the bytes in many small pieces', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 10)
    const disk = patchWrite((write) => (file, bytes, start, length, position, done) => {
      write(file, bytes, start, Math.min(length, 7), position, done)
    })
    await store.append(turns)
    disk.restore()
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })
})

describe('a log that is removed under a store', () => {
  test('is begun anew: what is acknowledged later is there', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 4)
    await store.append(turns.slice(0, 2))
    await rm(dir, { recursive: true })
    await store.append(turns.slice(2))
    expect(await readout(store)).toEqual({ events: turns.slice(2), damages: [] })
    await rename(dir, `${dir}-moved`)
    await store.append([sampleGeneration('g1')])
    expect((await readout(store)).events).toEqual([sampleGeneration('g1')])
    expect((await readout(jsonlStore(`${dir}-moved`))).events).toEqual(turns.slice(2))
    await store.close()
  })

  test('in the middle of a long call is begun anew with the whole call', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = bigConversation('a', 60)
    let writes = 0
    const disk = patchWrite((write) => (file, bytes, start, length, position, done) => {
      writes += 1
      if (writes === 3) rmSync(dir, { recursive: true })
      write(file, bytes, start, length, position, done)
    })
    await store.append(turns)
    disk.restore()
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
    await store.close()
  })

  test('is a missing log to readers, with the fix', async () => {
    const error = await failureOf(readout(jsonlStore(await newPath())))
    expect(error.code).toBe('log_missing')
    expect(error.message).toContain('Fix: run the app')
  })
})

describe('an event that JSON cannot carry', () => {
  test('fails its own call, and no other one', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = bigConversation('a', 30)
    const bad = { ...sampleGeneration('bad'), ext: { size: 10n } } as unknown as LogEvent
    const calls = [
      turns.slice(0, 1),
      [...turns.slice(1, 4), bad],
      turns.slice(4, 5),
      [...turns.slice(5, 25), bad],
      turns.slice(25),
    ]
    const outcomes = await Promise.allSettled(calls.map((events) => store.append(events)))
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'record_invalid', message: expect.stringContaining('"bad"') } })
    const expected = [...turns.slice(0, 1), ...turns.slice(4, 5), ...turns.slice(25)]
    expect(await readout(store)).toEqual({ events: expected, damages: [] })
    await store.close()
  })

  test('is refused too when it has no v and type that a reader could know it by', async () => {
    const dir = await newPath()
    const event: LogEvent = { v: 1, type: 'other', id: 'o1', kind: 'weather', value: { sky: 'blue' } }
    await expect(jsonlStore(dir).append([event])).rejects.toMatchObject({ code: 'record_invalid' })
    expect(existsSync(dir)).toBe(false)
  })
})

async function failureOf(promise: Promise<unknown>): Promise<FinetapError> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!FinetapError.isInstance(error)) throw new Error(`expected a FinetapError, got ${String(error)}`)
  return error
}
