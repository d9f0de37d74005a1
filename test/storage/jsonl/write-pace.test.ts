import fs from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
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

/** Appends one by one, by a clock on which nothing takes time but the write at once number `slowAt`, counted from 1. */
async function writeMany({ slowAt, options = {} }: { slowAt?: number; options?: JsonlStoreOptions }) {
  let atOnce = 0
  let now = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const { writeSync } = fs
  const disk = patchDisk({
    writeSync(file: number, bytes: Buffer, start: number, length: number, position: number) {
      atOnce += 1
      if (atOnce === slowAt) now += 20
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
