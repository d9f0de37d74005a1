import fs from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { createRecorder } from '../../../src/default-recorder.ts'
import { jsonlStore, type JsonlStoreOptions } from '../../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { patchDisk } from './disk.ts'
import { newPath, readout } from './folder.ts'

const MANY = 60

describe('a write of a few lines', () => {
  test('is made at once, once the disk has proved to be quick', async () => {
    const { atOnce } = await writeMany({})
    expect(atOnce).toBeGreaterThan(MANY / 2)
  })

  test('is handed to another thread while the disk is slow, and for long afterwards', async () => {
    const { atOnce } = await writeMany({ slowAt: 10 })
    expect(atOnce).toBe(10)
  })

  test('is handed to another thread when each takes a few milliseconds', async () => {
    const { atOnce } = await writeMany({ eachMs: 3 })
    expect(atOnce).toBeLessThan(5)
  })

  test('is not made at once where each is to be on the disk', async () => {
    const { atOnce } = await writeMany({ options: { durability: 'disk' } })
    expect(atOnce).toBe(0)
  })
})

test('appends that are waited for one by one leave the event loop its turns', async () => {
  const store = jsonlStore(await newPath())
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  for (let index = 0; index < 2_000; index += 1) await store.append([sampleGeneration(`g${index}`)])
  clearInterval(timer)
  await store.close()
  expect(turns).toBeGreaterThan(10)
})

test('appends that are waited for one by one stay quick while others append now and then', async () => {
  const store = jsonlStore(await newPath())
  const others: Promise<void>[] = []
  const timer = setInterval(() => others.push(store.append([sampleGeneration(`o${others.length}`)])), 5)
  const took: number[] = []
  for (let index = 0; index < 600; index += 1) {
    const begun = performance.now()
    await store.append([sampleGeneration(`g${index}`)])
    took.push(performance.now() - begun)
    await new Promise((resolve) => setImmediate(resolve))
  }
  clearInterval(timer)
  await Promise.all(others)
  await store.close()
  // The one in the middle: a rest of 8 ms behind each would show in it, a busy machine shows in the slow ones.
  expect(took.toSorted((a, b) => a - b)[300]).toBeLessThan(6)
})

test('under the clock of a test of an app, appends and flushes go on', async () => {
  const store = jsonlStore(await newPath())
  await store.append([sampleGeneration('g1')])
  const recorder = createRecorder({ store: await newPath() })
  vi.useFakeTimers()
  try {
    for (let index = 2; index < 50; index += 1) await store.append([sampleGeneration(`g${index}`)])
    recorder.feedback({ turnId: 't1' }, { thumb: 'up' })
    await recorder.flush()
    recorder.feedback({ turnId: 't1' }, { thumb: 'down' })
    await recorder.flush()
  } finally {
    vi.useRealTimers()
  }
  expect((await readout(store)).events).toHaveLength(49)
  await Promise.all([store.close(), recorder.close()])
})

/** Appends one by one, by a clock on which writes at once take `eachMs`, and number `slowAt`, counted from 1, takes 20. */
type Disk = { readonly slowAt?: number; readonly eachMs?: number; readonly options?: JsonlStoreOptions }

async function writeMany({ slowAt, eachMs = 0, options = {} }: Disk) {
  let atOnce = 0
  let now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const { writeSync } = fs
  const disk = patchDisk({
    writeSync(file: number, bytes: Buffer, start: number, length: number, position: number) {
      atOnce += 1
      now += atOnce === slowAt ? 20 : eachMs
      return writeSync(file, bytes, start, length, position)
    },
  })
  const store = jsonlStore(await newPath(), options)
  for (let index = 0; index < MANY; index += 1) await store.append([sampleGeneration(`g${index}`)])
  disk.restore()
  clock.mockRestore()
  expect((await readout(store)).events).toHaveLength(MANY)
  await store.close()
  return { atOnce }
}
