import { chown, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { newPath, onlySegment, readout, rewrite } from './folder.ts'
import { behind, EAGER, idsIn, logNames, MERGING, segmentOf } from './maintaining.ts'

describe('compressed files', () => {
  test.for(['zst', 'gz'])('a damaged or cut .%s is told, and does not stop the others', async (coding) => {
    const dir = await newPath()
    await segmentOf(dir, sampleConversation('a', 200))
    if (coding === 'zst') await compact(dir, EAGER)
    else {
      const path = await onlySegment(dir)
      await writeFile(`${path}.gz`, gzipSync(await readFile(path)))
      await rename(path, join(dir, '.taken away'))
    }
    const [name = ''] = await logNames(dir)
    expect(name.endsWith(coding)).toBe(true)
    await segmentOf(dir, [sampleGeneration('last')])
    const path = join(dir, name)
    const whole = await readFile(path)
    await rewrite(path, (bytes) => bytes.subarray(0, -40))
    const cut = await readout(jsonlStore(dir))
    expect(cut.events.at(-1)?.id).toBe('last')
    expect(cut.damages).toMatchObject([{ reason: 'torn', place: path }])
    const flipped = Buffer.from(whole)
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1
    await writeFile(path, flipped)
    const damaged = await readout(jsonlStore(dir))
    expect(damaged.events.at(-1)?.id).toBe('last')
    expect(damaged.damages.length).toBeGreaterThan(0)
    expect(damaged.damages[0]?.place).toBe(path)
  })
})

describe('merged files', () => {
  test('a flipped byte anywhere is told, costs no other line, and repeats none for those who follow', async () => {
    const dir = await newPath()
    const names = ['a', 'b', 'c', 'd']
    for (const name of names) await segmentOf(dir, [sampleGeneration(name), sampleGeneration(`${name}2`)])
    await compact(dir, MERGING)
    const path = await onlySegment(dir)
    const whole = await readFile(path)
    const all = await idsIn(dir)
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index)
    const isMarker = (line: number) =>
      whole.toString('latin1', (ends[line - 1] ?? -1) + 1).startsWith('{"v":1,"type":"segment"')
    for (let index = 0; index < whole.length; index += runs(211, 7)) {
      const line = ends.findIndex((end) => end >= index)
      const damaged = Buffer.from(whole)
      damaged[index] = (damaged[index] ?? 0) ^ 0x02
      if (damaged[index] === 0x0a || whole[index] === 0x0a) continue
      await writeFile(path, damaged)
      const store = jsonlStore(dir)
      const { events, damages } = await readout(store)
      expect(damages, `byte ${index}`).toMatchObject([{ place: path, line: line + 1 }])
      expect(events.length, `byte ${index}`).toBe(all.length - (isMarker(line) ? 0 : 1))
      await followsTo(
        store,
        events.map(({ id }) => id),
      )
    }
  })
})

async function followsTo(store: Store, ids: readonly string[]): Promise<void> {
  const scanned = await behind(store, undefined)
  const after = scanned[3]?.cursor
  expect((await behind(store, after)).map(({ event }) => event.id)).toEqual(ids.slice(4))
}

describe('files of others', () => {
  test.skipIf(process.getuid?.() !== 0)('of another user are told and not read, nor are their links', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('mine')])
    const foreign = join(dir, 'foreign.jsonl')
    await writeFile(foreign, JSON.stringify(sampleGeneration('foreign')))
    await chown(foreign, 4711, 4711)
    const link = join(dir, 'link.jsonl')
    await writeFile(join(dir, 'elsewhere.txt'), JSON.stringify(sampleGeneration('elsewhere')))
    await symlink(join(dir, 'elsewhere.txt'), link)
    expect((await idsIn(dir)).toSorted()).toEqual(['elsewhere', 'mine'])
    const { damages } = await readout(jsonlStore(dir))
    expect(damages).toMatchObject([{ place: foreign, detail: expect.stringContaining('another user (4711)') }])
  })

  test('whose names begin with a dot are not read', async () => {
    const dir = await newPath()
    await segmentOf(dir, [sampleGeneration('mine')])
    await writeFile(join(dir, '.other.jsonl'), JSON.stringify(sampleGeneration('other')))
    expect(await readout(jsonlStore(dir))).toMatchObject({ events: [{ id: 'mine' }], damages: [] })
  })
})

test('readers under way lose and repeat nothing while files are sealed, merged and compressed', async () => {
  const dir = await newPath()
  await segmentOf(dir, [sampleGeneration('first')])
  const written: string[] = ['first']
  const writing = { isOver: false }
  async function write(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      const turns = sampleConversation(`r${round}`, 3)
      await segmentOf(dir, turns)
      written.push(...turns.map(({ id }) => id))
    }
    writing.isOver = true
  }
  async function tidy(): Promise<void> {
    for (let round = 0; !writing.isOver || round % 2 === 1; round += 1)
      await compact(dir, round % 2 === 0 ? { ...MERGING, orphanMs: 1e9 } : { ...EAGER, orphanMs: 1e9 })
  }
  const seen: string[] = []
  async function follow(): Promise<void> {
    const store = jsonlStore(dir)
    let after: string | undefined
    for (let isLast = false; !isLast;) {
      isLast = writing.isOver
      const before = written.length
      const ids = await idsIn(dir)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeGreaterThanOrEqual(before)
      for (const { event, cursor } of await behind(store, after)) {
        seen.push(event.id)
        after = cursor
      }
    }
  }
  await Promise.all([write(), tidy(), follow()])
  expect(seen.toSorted()).toEqual(written.toSorted())
})
