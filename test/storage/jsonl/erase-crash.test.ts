import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Damage } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { runs } from '../../support/runs.ts'
import { start } from './child.ts'
import { copyOf, erasingStore, mixedLog, onlySeal, STAYS, textsWithoutErasures, turnOf } from './erasing.ts'
import { readout } from './folder.ts'
import { EAGER } from './maintaining.ts'

const PROGRAM = fileURLToPath(new URL('./erasing-process.ts', import.meta.url))

/** Who may come next. Each of them finishes what the one that died has begun. */
const NEXT: readonly ((dir: string) => Promise<unknown>)[] = [
  (dir) => compact(dir, { ...EAGER, orphanMs: 1_000 }),
  (dir) => jsonlStore(dir).erase({ userId: 'nobody' }),
]

/** What is read behind the crash, and behind whoever came next, and what lies in the directory then. */
type Finished = {
  readonly read: readonly (readonly string[])[]
  readonly damages: readonly Damage[]
  readonly isGone: boolean
  readonly blobs: number
  readonly leftovers: readonly string[]
}

const FINISHED: Finished = { read: [STAYS, STAYS], damages: [], isGone: true, blobs: 4, leftovers: [] }

describe('an erasure that dies', () => {
  test('behind any of its steps hides at once, and is finished by the next erasure or compaction', async () => {
    const log = await mixedLog()
    const steps: string[] = []
    await erasingStore(await copyOf(log), (name) => steps.push(name)).erase({ userId: 'u1' }, undefined)
    expect(new Set(steps)).toEqual(
      new Set(['marked', 'appended', 'sealed', 'written', 'renamed', 'replaced', 'blobs', 'quarantine']),
    )
    // The first of each name, and in the long run all of them.
    const tried = [...steps.keys()].filter(
      (index) => index === steps.indexOf(steps[index] ?? '') || index < runs(0, 99),
    )
    for (const index of tried) {
      const dir = await copyOf(log)
      await dieAt(dir, index)
      expect(await finishedBy(dir, index), `died behind step ${index}`).toEqual(FINISHED)
    }
  })

  test.skipIf(process.platform === 'win32')('by SIGKILL does so too', async () => {
    const log = await mixedLog()
    for (let round = 0; round < runs(3, 20); round += 1) {
      const dir = await copyOf(log)
      const index = (round * 5) % 18
      await start(process.execPath, [PROGRAM, 'die', dir, String(index)]).ended
      expect(await finishedBy(dir, index), `died behind step ${index}`).toEqual(FINISHED)
    }
  })

  test('between the mark and the event: what is imported again stays hidden, and the event comes once', async () => {
    const dir = await copyOf(await mixedLog())
    await dieAt(dir, 0)
    const store = jsonlStore(dir)
    await store.append([turnOf('gone-again', 'u1'), turnOf('stays-again', 'u2')])
    expect((await ids(dir)).filter((id) => id.includes('again'))).toEqual(['stays-again'])
    // Whoever has marked may still be about to append: only after a while it has died.
    await store.erase({ userId: 'nobody' })
    await store.close()
    expect(await typesOf(dir, 'erasure')).toBe(1)
    for (let round = 0; round < 2; round += 1) await compact(dir, EAGER)
    expect(await typesOf(dir, 'erasure')).toBe(2)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
  })

  test('what another writer had sealed before it died, and not yet rewritten, is found by a compaction', async () => {
    const dir = await copyOf(await mixedLog())
    await jsonlStore(dir).erase({ userId: 'u1' })
    await compact(dir, EAGER)
    await onlySeal(dir, [turnOf('gone-late', 'u1'), turnOf('stays-late', 'u2')])
    expect(await textsWithoutErasures(dir)).toContain('gone')
    await compact(dir, EAGER)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await ids(dir)).toEqual([...STAYS, 'stays-late'].sort())
  })
})

async function dieAt(dir: string, index: number): Promise<void> {
  let count = 0
  const { erase } = erasingStore(dir, () => {
    count += 1
    if (count > index) throw new Error('killed')
  })
  await erase({ userId: 'u1' }, undefined).catch(() => {})
}

async function finishedBy(dir: string, index: number): Promise<Finished> {
  const hidden = await ids(dir)
  await NEXT[index % NEXT.length]?.(dir)
  const { damages } = await readout(jsonlStore(dir))
  const names = await readdir(dir, { recursive: true })
  return {
    read: [hidden, await ids(dir)],
    damages,
    isGone: !(await textsWithoutErasures(dir)).includes('gone'),
    blobs: (await readdir(join(dir, 'blobs'))).length,
    leftovers: names.filter((file) => file.endsWith('.tmp') || file.endsWith('.lock')),
  }
}

async function ids(dir: string): Promise<readonly string[]> {
  const { events } = await readout(jsonlStore(dir))
  return events
    .filter(({ type }) => type !== 'erasure')
    .map(({ id }) => id)
    .sort()
}

async function typesOf(dir: string, wanted: string): Promise<number> {
  const { events } = await readout(jsonlStore(dir))
  return events.filter(({ type }) => type === wanted).length
}
