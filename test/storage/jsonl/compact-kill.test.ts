import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { start } from './child.ts'
import { newPath, readout } from './folder.ts'
import { age, EAGER, logNames, segmentOf } from './maintaining.ts'

const SEGMENTS = 6
const STEPS = 8

test('a compaction that is killed loses nothing and repeats nothing, and the next one finishes it', async () => {
  for (let round = 0; round < runs(3, 100); round += 1) {
    const { dir, expected } = await filledLog()
    const child = start(process.execPath, [new URL('compacting-process.ts', import.meta.url).pathname, dir, '1000000'])
    // It has ended by then when it takes fewer steps.
    await child.said(1 + Math.floor(Math.random() * STEPS)).catch(() => {})
    child.process.kill('SIGKILL')
    await child.ended
    const place = `killed behind "${child.lines.at(-1)}"`
    expect(await idsOf(dir), place).toEqual(expected)
    expect(await compact(dir, EAGER), place).toMatchObject({ busy: false })
    expect(await idsOf(dir), `finished, ${place}`).toEqual(expected)
    expect(
      (await readdir(dir)).filter((name) => /\.(?:tmp|lock|taken)$/.test(name)),
      place,
    ).toEqual([])
    expect(await logNames(dir), place).toHaveLength(1)
  }
})

test('a lock whose holder cannot be seen from here is taken over once its heartbeat is old, and not before', async () => {
  const { dir, expected } = await filledLog()
  const lock = join(dir, 'maintenance.lock')
  await writeFile(lock, JSON.stringify({ pid: process.pid, host: `not ${hostname()}`, at: new Date().toISOString() }))
  await beatAgo(lock, 290)
  expect(await compact(dir, EAGER)).toMatchObject({ busy: true, merged: 0 })
  expect(await readFile(lock, 'utf8')).toContain('not ')
  await beatAgo(lock, 310)
  expect(await compact(dir, EAGER)).toMatchObject({ busy: false, merged: SEGMENTS + 1 })
  expect(await readdir(dir)).not.toContain('maintenance.lock')
  expect(await idsOf(dir)).toEqual(expected)
})

/** Sealed segments, and the torn one of a writer that died. */
async function filledLog(): Promise<{ readonly dir: string; readonly expected: readonly string[] }> {
  const dir = await newPath()
  const turns = Array.from({ length: SEGMENTS }, (_, index) => sampleConversation(`c${index}`, 3))
  for (const events of turns) await segmentOf(dir, events)
  await jsonlStore(dir).append([sampleGeneration('orphan')])
  const orphan = (await logNames(dir)).find((name) => name.includes('.open.')) ?? ''
  await appendFile(join(dir, orphan), '{"torn')
  await age(dir, 1_000)
  return { dir, expected: [...turns.flat().map(({ id }) => id), 'orphan'].sort() }
}

async function idsOf(dir: string): Promise<readonly string[]> {
  return (await readout(jsonlStore(dir))).events.map(({ id }) => id).sort()
}

async function beatAgo(path: string, seconds: number): Promise<void> {
  const time = Date.now() / 1_000 - seconds
  await utimes(path, time, time)
}
