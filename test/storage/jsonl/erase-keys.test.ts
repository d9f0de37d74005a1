import { describe, expect, test } from 'vitest'
import type { Erasure } from '../../../src/core/erasure.ts'
import { compactLog, jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { generationIds } from '../../../src/testing/store/place.ts'
import { onlySeal, textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, readout } from './folder.ts'
import { EAGER, segmentOf } from './maintaining.ts'

const KEY = { erasureKey: 'kept elsewhere' }

describe('the key under which is hashed who is erased', () => {
  test('what a compaction without it cannot judge is removed by one that has it', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, KEY)
    await store.append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
    await store.erase({ userId: 'u1' })
    await store.close()
    await onlySeal(dir, [turnOf('gone-late', 'u1'), turnOf('stays-late', 'u2')])
    await compact(dir, EAGER)
    await compact(dir, EAGER)
    expect(await textsWithoutErasures(dir)).toContain('gone-late')
    const visible = async () => generationIds((await readout(jsonlStore(dir, KEY))).events)
    expect(await visible()).toEqual(['stays', 'stays-late'])
    await compactLog(dir, KEY)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await visible()).toEqual(['stays', 'stays-late'])
  })

  test('may be given later: what the log has forgotten under its own one stays forgotten', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
    await store.erase({ userId: 'u1' })
    await store.close()
    const keyed = jsonlStore(dir, KEY)
    const before = new Date(0).toISOString()
    await keyed.append([{ ...turnOf('gone-again', 'u1'), startedAt: before }, turnOf('gone-u2', 'u2')])
    await keyed.erase({ userId: 'u2' })
    await keyed.append([{ ...turnOf('gone-u2-again', 'u2'), startedAt: before }, turnOf('stays-u3', 'u3')])
    expect(generationIds((await readout(keyed)).events)).toEqual(['stays-u3'])
    await keyed.close()
    await compactLog(dir, KEY)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
  })

  test('of another log is not known here: its erasures reach whom they name by id, and nobody else', async () => {
    const [here, there] = [await newPath(), await newPath()]
    await segmentOf(there, [turnOf('gone-1', 'u1')])
    const { erasure } = await jsonlStore(there).erase({ userId: 'u1' })
    await segmentOf(here, [turnOf('gone-1', 'u1'), turnOf('not-there', 'u1')])
    await segmentOf(here, [turnOf('stays', 'u2')])
    await jsonlStore(here).append([erasure])
    expect(generationIds((await readout(jsonlStore(here))).events)).toEqual(['not-there', 'stays'])
    await compact(here, EAGER)
    expect(await textsWithoutErasures(here)).not.toContain('gone-1')
    expect(await textsWithoutErasures(here)).toContain('not-there')
  })
})

describe('an erasure that is appended', () => {
  const erasure: Erasure = { v: 1, type: 'erasure', id: 'e1', at: new Date().toISOString(), selector: { userId: 'u1' } }

  test.for(['append', 'appendSync'] as const)(
    'by %s is carried out like any other, and is in its place',
    async (how) => {
      const dir = await newPath()
      const other = jsonlStore(dir)
      await other.append([turnOf('gone-other', 'u1'), turnOf('stays-other', 'u2')])
      const store = jsonlStore(dir)
      void store.append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
      if (how === 'append') void store.append([erasure])
      else store.appendSync?.([erasure])
      void store.append([turnOf('stays-too', 'u2')])
      await Promise.all([store.close(), other.close()])
      const { events } = await readout(jsonlStore(dir))
      expect(events.map(({ id }) => id)).toEqual(['stays-other', 'stays', 'e1', 'stays-too'])
      expect(await textsWithoutErasures(dir)).not.toContain('gone')
    },
  )
})
