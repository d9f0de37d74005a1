import { existsSync, rmSync } from 'node:fs'
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createRecorder } from '../../../src/default-recorder.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { beside, newFile, open, readout, startWriter } from './document.ts'

const LOCKED = { code: 'store_locked' }
const generation = sampleGeneration

test('a second process is refused by name, may read, and gets its turn when the first has closed', async () => {
  const file = await newFile()
  const writer = startWriter([file, 'a', '2', 'stay'])
  await writer.said(2)
  const store = open(file)
  const refusal = store.append([generation('g1')])
  await expect(refusal).rejects.toMatchObject(LOCKED)
  await expect(refusal).rejects.toThrow(`process ${writer.process.pid} on ${hostname()}`)
  expect(() => store.appendSync?.([generation('g1')])).toThrow(expect.objectContaining(LOCKED))
  expect((await readout(file)).ids).toEqual(['a-0', 'a-1'])
  writer.process.kill('SIGKILL')
  await writer.ended
  expect(await beside(file)).toContain('.lock')
  // Of a process that has died the lock is free at once.
  await store.append([generation('g1')])
  expect((await readout(file)).ids).toEqual(['a-0', 'a-1', 'g1'])
})

test('the lock goes when the store is closed, and when its process exits', async () => {
  const files = await Promise.all([newFile(), newFile()])
  const ends = ['close', 'exit']
  await Promise.all(files.map((file, index) => startWriter([file, 'a', '1', ends[index] ?? '']).ended))
  for (const file of files) {
    expect((await readout(file)).ids).toEqual(['a-0'])
    expect(await beside(file)).toEqual([])
  }
})

test('a second store of the same process is refused, until the first is closed', async () => {
  const file = await newFile()
  const [first, second] = [open(file), open(file)]
  await first.append([generation('g1')])
  await expect(second.append([generation('g2')])).rejects.toThrow('another store')
  await first.close()
  await second.append([generation('g2')])
  expect((await readout(file)).ids).toEqual(['g1', 'g2'])
})

test('of many processes that find a lock left behind, one gets it, and no turn of any is lost', async () => {
  const file = await newFile()
  const dead = { pid: 2 ** 22 + 1, host: hostname(), since: '', processStart: '', token: '0123456789abcdef' }
  await writeFile(`${file}.lock`, JSON.stringify(dead))
  const writers = ['a', 'b', 'c', 'd'].map((name) => startWriter([file, name, '5', 'stay']))
  await Promise.all(writers.map(({ said }) => said(5)))
  const lines = writers.flatMap((writer) => writer.lines)
  const kept = lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5))
  expect(new Set(kept.map((id) => id.slice(0, 1))).size).toBe(1)
  expect(lines.filter((line) => line.endsWith(' store_locked')).length).toBe(15)
  expect((await readout(file)).ids).toEqual(kept)
  expect(await beside(file)).not.toContain('.lock.0123456789abcdef')
})

test('a recorder that finds the document locked goes on once it is free', async () => {
  const file = await newFile()
  const other = open(file)
  await other.append([generation('g1')])
  const refused = Promise.withResolvers<void>()
  const recorder = createRecorder({ store: open(file), onError: () => refused.resolve() })
  recorder.feedback({ turnId: 'g1' }, { thumb: 'up' })
  await refused.promise
  await other.close()
  await recorder.flush()
  await recorder.close()
  expect((await readout(file)).ids).toHaveLength(2)
})

test('a lock of another host is held, unless it was not touched for five minutes', async () => {
  const file = await newFile()
  const lock = `${file}.lock`
  const other = { pid: process.pid, host: 'elsewhere', since: '', processStart: '', token: '0123456789abcdef' }
  await writeFile(lock, JSON.stringify(other))
  const store = open(file)
  await expect(store.append([generation('g1')])).rejects.toMatchObject(LOCKED)
  const before = new Date(Date.now() - 6 * 60_000)
  await utimes(lock, before, before)
  await store.append([generation('g1')])
  expect(await readFile(lock, 'utf8')).toContain(`"pid":${process.pid}`)
})

test('a lock without a word in it is held for five minutes too', async () => {
  const file = await newFile()
  await writeFile(`${file}.lock`, '')
  const store = open(file)
  await expect(store.append([generation('g1')])).rejects.toMatchObject(LOCKED)
  const before = new Date(Date.now() - 6 * 60_000)
  await utimes(`${file}.lock`, before, before)
  await store.append([generation('g1')])
  expect((await readout(file)).ids).toEqual(['g1'])
})

test('a lock that was deleted is taken again', async () => {
  const file = await newFile()
  const store = open(file)
  await store.append([generation('g1')])
  await rm(`${file}.lock`)
  await store.append([generation('g2')])
  expect(existsSync(`${file}.lock`)).toBe(true)
  expect((await readout(file)).ids).toEqual(['g1', 'g2'])
})

test('a writer that slept, and whose lock was taken, does not write over what the other wrote', async () => {
  const file = await newFile()
  const [slept, other] = [open(file), open(file)]
  await slept.append([generation('g1')])
  // As another host sees it, which cannot know whether the process lives.
  const lock: object = JSON.parse(await readFile(`${file}.lock`, 'utf8'))
  await writeFile(`${file}.lock`, JSON.stringify({ ...lock, host: 'elsewhere' }))
  const before = new Date(Date.now() - 6 * 60_000)
  await utimes(`${file}.lock`, before, before)
  await other.append([generation('g2')])
  await expect(slept.append([generation('g3')])).rejects.toMatchObject(LOCKED)
  await slept.close()
  await other.append([generation('g4')])
  expect((await readout(file)).ids).toEqual(['g1', 'g2', 'g4'])
})

test('a lock is touched every 30 seconds, written to or not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const file = await newFile()
  const store = open(file)
  await store.append([generation('g1')])
  const before = new Date(Date.now() - 4 * 60_000)
  await utimes(`${file}.lock`, before, before)
  vi.advanceTimersByTime(30_000)
  expect(Date.now() - (await stat(`${file}.lock`)).mtimeMs).toBeLessThan(60_000)
})

test('a lock that is taken while a write is on its way stops it', async () => {
  const file = await newFile()
  const [slept, other] = [open(file), open(file)]
  await slept.append([generation('g1')])
  const writing = slept.append([generation('g2')])
  await Promise.resolve()
  await Promise.resolve()
  // At once, as the write would take the lock again that it misses.
  rmSync(`${file}.lock`)
  other.appendSync?.([generation('g3')])
  await expect(writing).rejects.toMatchObject(LOCKED)
  expect((await readout(file)).ids).toEqual(['g1', 'g3'])
})
