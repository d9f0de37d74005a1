import { lstat, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { generationIds } from '../../../src/testing/store/place.ts'
import { fullDiskFor, GONE, HOUR_MS, mixedLog, STAYS, textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, onlySegment, readout } from './folder.ts'
import { age, behind, EAGER, idsIn, logNames, segmentOf } from './maintaining.ts'

describe('erasing from files of every form', () => {
  test('merged, compressed, sealed and orphaned ones, and the quarantine; twice is no more than once', async () => {
    const dir = await mixedLog()
    expect((await logNames(dir)).map((name) => name.replace(/^[^.]*/, ''))).toEqual([
      '.jsonl.zst',
      '.merged.jsonl',
      '.jsonl',
      '.open.jsonl',
    ])
    const seen = await behind(jsonlStore(dir), undefined)
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: GONE, rewritten: GONE, pending: 0 })
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 0, rewritten: 0, pending: 0 })
    await store.close()
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await readdir(join(dir, 'quarantine'))).toEqual(['stays@0.bin'])
    // Retention goes by when they were written, and that was not now.
    const times = await Promise.all((await logNames(dir)).map(async (name) => (await lstat(join(dir, name))).mtimeMs))
    expect(times.filter((time) => time < Date.now() - HOUR_MS / 2)).toHaveLength(4)
    const staying = seen.filter(({ event }) => STAYS.includes(event.id))
    for (const [index, { cursor }] of seen.entries()) {
      const rest = (await behind(jsonlStore(dir), cursor)).filter(({ event }) => event.type !== 'erasure')
      const later = staying.filter((scanned) => seen.indexOf(scanned) > index)
      expect(rest.map(({ event }) => event)).toEqual(later.map(({ event }) => event))
    }
    expect(staying).toHaveLength(STAYS.length)
  })

  test('a file of gzip, and what people have put there', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('gone-1', 'u1'), turnOf('stays-1', 'u2')])
    const path = await onlySegment(dir)
    await writeFile(
      join(dir, 'mine.jsonl'),
      (await readFile(path, 'utf8'))
        .replaceAll('-1"', '-2"')
        .replaceAll(/,"crc":"[^"]*"/g, '')
        .replaceAll('"userId":"u1"', String.raw`"userId" : "\u00751"`),
    )
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)))
    await rename(path, `${path}.plain`)
    expect(await jsonlStore(dir).erase({ userId: 'u1' })).toMatchObject({ hidden: 2, rewritten: 2, pending: 0 })
    await rename(`${path}.plain`, join(dir, '..', 'elsewhere'))
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    const { events, damages } = await readout(jsonlStore(dir))
    expect(generationIds(events).toSorted()).toEqual(['stays-1', 'stays-2'])
    expect(damages).toEqual([])
  })

  test('an orphan that may still be alive is pending, until somebody finds it dead', async () => {
    const dir = await newPath()
    await jsonlStore(dir).append([turnOf('gone', 'u1'), turnOf('stays', 'u2')])
    expect(await jsonlStore(dir).erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 0, pending: 1 })
    await age(dir, HOUR_MS)
    await compact(dir, {})
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect((await idsIn(dir)).filter((id) => id === 'stays')).toHaveLength(1)
  })

  test('a compressed file that has lost its end is told of and stays; all others are rewritten', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('gone-1', 'u1'), turnOf('stays-1', 'u2')])
    const path = await onlySegment(dir)
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)))
    await rename(path, join(dir, '..', 'elsewhere'))
    await truncate(`${path}.gz`, (await readFile(`${path}.gz`)).length - 6)
    await segmentOf(dir, [turnOf('gone-2', 'u1'), turnOf('stays-2', 'u2')])
    const before = await readFile(`${path}.gz`)
    expect(await jsonlStore(dir).erase({ userId: 'u1' })).toMatchObject({ hidden: 2, rewritten: 1, pending: 1 })
    expect(await readFile(`${path}.gz`)).toEqual(before)
    for (let round = 0; round < 2; round += 1) {
      const { events, damages } = await readout(jsonlStore(dir))
      expect(generationIds(events)).toEqual(['stays-1', 'stays-2'])
      expect(damages).toMatchObject([{ reason: 'torn', place: `${path}.gz` }])
      await compact(dir, EAGER)
    }
    // With its blobs, but for the one of the other file.
    expect(await readdir(join(dir, 'blobs'))).toHaveLength(3)
  })

  test('a disk without room leaves all as it was, hidden, and the rest to the next compaction', async () => {
    const dir = await mixedLog()
    const full = fullDiskFor((path) => /\.jsonl(?:\.zst)?\.tmp$/.test(path))
    expect(await jsonlStore(dir).erase({ userId: 'u1' })).toMatchObject({ hidden: GONE, rewritten: 0, pending: GONE })
    expect(await withoutErasures(dir)).toEqual(STAYS)
    expect(await unfinishedIn(dir)).toEqual([])
    full.restore()
    await compact(dir, { ...EAGER, orphanMs: 1_000 })
    expect(await withoutErasures(dir)).toEqual(STAYS)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect(await unfinishedIn(dir)).toEqual([])
  })

  test('a damaged line that bears an erased name goes; any other one stays as it is', async () => {
    const dir = await newPath()
    await segmentOf(
      dir,
      ['gone-1', 'gone-2', 'stays-1', 'stays-2'].map((id) => turnOf(id, id.slice(0, 4), 'shared')),
    )
    const path = await onlySegment(dir)
    const damaged = (await readFile(path, 'utf8'))
      .replace('gone-2 asks', 'gone-2 Asks')
      .replace('stays-2 asks', 'Damaged')
    await writeFile(path, damaged)
    expect(await jsonlStore(dir).erase({ userId: 'gone' })).toMatchObject({ hidden: 1, rewritten: 1 })
    const texts = await textsWithoutErasures(dir)
    expect([texts.includes('gone'), texts.includes('Damaged')]).toEqual([false, true])
    const { damages } = await readout(jsonlStore(dir))
    expect(damages).toMatchObject([{ reason: 'checksum', place: path }])
  })
})

async function unfinishedIn(dir: string): Promise<readonly string[]> {
  return (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.tmp'))
}

async function withoutErasures(dir: string): Promise<readonly string[]> {
  const { events } = await readout(jsonlStore(dir))
  return events
    .filter(({ type }) => type !== 'erasure')
    .map(({ id }) => id)
    .sort()
}
