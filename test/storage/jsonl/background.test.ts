import { readdir, rm } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '../../../src/core/store.ts'
import { jsonlStore, type JsonlStoreOptions } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { start } from './child.ts'
import { fullDiskFor, HOUR_MS } from './erasing.ts'
import { bigConversation, newPath, readout } from './folder.ts'
import { age, logNames, segmentOf } from './maintaining.ts'

const PROGRAM = fileURLToPath(new URL('./compacting-store-process.ts', import.meta.url))
const MINUTE_MS = 60_001
const turns = sampleConversation('a', 60)

/** A store that begins a segment every few turns, has written half of `turns`, and lives for a minute already. */
async function aMinuteOld(dir: string, options: JsonlStoreOptions = {}): Promise<Store> {
  const store = jsonlStore(dir, { segmentBytes: 3_000, ...options })
  for (const turn of turns.slice(0, 30)) await store.append([turn])
  aMinutePasses()
  return store
}

function aMinutePasses(): void {
  const later = performance.now() + MINUTE_MS
  vi.spyOn(performance, 'now').mockReturnValue(later)
  onTestFinished(() => void vi.restoreAllMocks())
}

async function appendRest(store: Store): Promise<void> {
  for (const turn of turns.slice(30)) await store.append([turn])
}

function warnings(): readonly Error[] {
  const told: Error[] = []
  const onWarning = (warning: Error) => void told.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  return told
}

describe('what a store does by the way', () => {
  test('merges what it has sealed, once it is a minute old', async () => {
    const dir = await newPath()
    const store = await aMinuteOld(dir)
    await appendRest(store)
    await store.close()
    expect(await logNames(dir)).toContainEqual(expect.stringMatching(/\.merged\.jsonl$/))
    expect((await readout(jsonlStore(dir))).events).toEqual(turns)
  })

  test('compresses what is old', async () => {
    const dir = await newPath()
    const old = bigConversation('old', 60)
    await segmentOf(dir, old)
    await age(dir, HOUR_MS)
    const store = await aMinuteOld(dir, { maintenance: { compressAfterMs: HOUR_MS / 2 } })
    await appendRest(store)
    await store.close()
    expect(await logNames(dir)).toContainEqual(expect.stringMatching(/\.zst$/))
    expect((await readout(jsonlStore(dir))).events).toEqual([...old, ...turns])
  })

  test('is nothing within the first minute, and nothing at all where it is switched off', async () => {
    const [young, off] = [await newPath(), await newPath()]
    const store = jsonlStore(young, { segmentBytes: 3_000 })
    for (const turn of turns) await store.append([turn])
    await store.close()
    const without = await aMinuteOld(off, { maintenance: false })
    await appendRest(without)
    await without.close()
    for (const dir of [young, off]) {
      expect((await logNames(dir)).filter((name) => /merged|zst/.test(name))).toEqual([])
    }
  })

  test('is told once when it fails, is tried again, and appends do not suffer', async () => {
    const told = warnings()
    const dir = await newPath()
    const store = await aMinuteOld(dir)
    let tries = 0
    const full = fullDiskFor((path) => path.endsWith('.merged.jsonl.tmp') && (tries += 1) > 0)
    for (const turn of turns.slice(30, 45)) await store.append([turn])
    await vi.waitFor(() => expect(told).toHaveLength(1))
    aMinutePasses()
    for (const turn of turns.slice(45)) await store.append([turn])
    await store.close()
    expect(tries).toBe(2)
    full.restore()
    await setImmediate()
    const code = 'store_failed'
    expect(told).toMatchObject([{ name: 'FinetapWarning', code, message: expect.stringContaining('ENOSPC') }])
    expect(await readdir(dir)).not.toContain('maintenance.lock')
    expect((await readout(jsonlStore(dir))).events).toEqual(turns)
  })

  test('is not missed where the log was removed', async () => {
    const told = warnings()
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append(turns)
    aMinutePasses()
    await rm(dir, { recursive: true })
    await store.close()
    await setImmediate()
    expect(told).toEqual([])
  })

  test('does not keep the process alive, nor leave a lock behind', async () => {
    const dir = await newPath()
    const child = start(process.execPath, [PROGRAM, dir])
    await child.ended
    expect(child.process.exitCode).toBe(0)
    expect(await readdir(dir)).not.toContain('maintenance.lock')
    expect((await logNames(dir)).some((name) => name.includes('.merged.'))).toBe(true)
    expect((await readout(jsonlStore(dir))).events).toEqual(turns)
  })
})
