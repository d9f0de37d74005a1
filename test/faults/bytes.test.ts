import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../src/core/generation.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { newPath, onlySegment } from '../storage/jsonl/folder.ts'
import { readAllOf } from '../support/faults/accounts.ts'
import { randomNumbers } from '../support/faults/random.ts'
import { turnOf } from '../support/faults/turns.ts'
import { runs } from '../support/runs.ts'

const NEWLINE = 10
const NAME = '20260131T090000123Z-4711-5f0a93c27e.jsonl'

describe('a log that ends in the middle', () => {
  test('is read up to there, at every byte of its last three records', async () => {
    const { turns, bytes } = await writtenLog()
    const ends = lineEnds(bytes)
    const { path, read } = await logOf(bytes)
    for (let size = bytes.length - 1; size >= (ends.at(-4) ?? 0); size -= 1) {
      // Quickly: every one near the ends, and a share of the others.
      const isNear = ends.some((end) => Math.abs(end - size) < 8)
      if (!isNear && size % runs(14, 1) !== 0) continue
      await truncate(path, size)
      const { events, damages } = await read()
      const reasons = damages.map(({ reason }) => reason)
      // A line that lacks nothing but its newline may count as whole.
      const lines = ends.filter((end) => end <= size).length
      const readable = ends.includes(size + 1) && reasons.length === 0 ? lines + 1 : lines
      expect({ size, events, reasons }).toEqual({
        size,
        events: turns.slice(0, readable),
        reasons: ends.includes(size) || readable > lines ? [] : ['torn'],
      })
    }
  })
})

describe('a byte that is not what was written', () => {
  test('is told wherever it is, and nothing false is read', async () => {
    const { turns, bytes } = await writtenLog()
    const ends = lineEnds(bytes)
    const random = randomNumbers(1)
    // The whole third record, with its newline.
    const [from = 0, to = 0] = ends.slice(1, 3)
    const faults: string[] = []
    for (let offset = from; offset < to; offset += runs(5, 1)) {
      const spoilt = Buffer.from(bytes)
      spoilt[offset] = (spoilt[offset] ?? 0) ^ (1 + Math.floor(random(255)))
      const { read } = await logOf(spoilt)
      const { events, damages } = await read()
      const where = `byte ${offset - from} of ${to - from}: ${bytes[offset]} became ${spoilt[offset]}`
      if (damages.length === 0) faults.push(`${where}, not told`)
      for (const event of events)
        if (!turns.some((turn) => isSame(turn, event))) faults.push(`${where}, read as another`)
      const ids = events.map(({ id }) => id)
      if (![0, 1].every((turn) => ids.includes(turns[turn]?.id ?? ''))) faults.push(`${where}, hides those before`)
      if (!ids.includes(turns.at(-1)?.id ?? '')) faults.push(`${where}, hides those behind`)
    }
    expect(faults).toEqual([])
  })
})

function isSame(turn: Generation, event: unknown): boolean {
  return JSON.stringify(turn) === JSON.stringify(event)
}

/** Three conversations in one segment, which do not need each other; short turns only. */
async function writtenLog(): Promise<{ turns: readonly Generation[]; bytes: Buffer }> {
  const dir = await newPath()
  const store = jsonlStore(dir)
  const turns = [48, 49, 60, 61, 72, 73].map((number) => turnOf('a', number))
  for (const turn of turns) await store.append([turn])
  await store.close()
  return { turns, bytes: await readFile(await onlySegment(dir)) }
}

async function logOf(bytes: Buffer) {
  const dir = await newPath()
  await mkdir(dir)
  const path = join(dir, NAME)
  await writeFile(path, bytes)
  return { path, read: () => readAllOf(jsonlStore(dir)) }
}

/** The offsets behind the newlines. */
function lineEnds(bytes: Buffer): readonly number[] {
  const ends: number[] = []
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) ends.push(at + 1)
  return ends
}
