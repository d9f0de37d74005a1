import { appendFile, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compactLog, jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath, onlySegment, readout } from './folder.ts'
import { age, EAGER, idsIn, logNames, MERGING, segmentOf } from './maintaining.ts'

const WEEK = 7 * 86_400_000

describe('compacting', () => {
  test('merges small segments into one file, and readers see what they saw', async () => {
    const dir = await newPath()
    for (const name of ['a', 'b', 'c', 'd']) await segmentOf(dir, sampleConversation(name, 3))
    const before = await readout(jsonlStore(dir))
    expect(await compactLog(dir)).toMatchObject({ busy: false, merged: 4, mergedInto: 1, compressed: 0, leftovers: 0 })
    expect(await logNames(dir)).toEqual([expect.stringMatching(/^\d{8}T\d{9}Z-\d+-[0-9a-f]{10}\.merged\.jsonl$/)])
    expect(await readout(jsonlStore(dir))).toEqual(before)
    expect(await compactLog(dir)).toMatchObject({ merged: 0, compressed: 0 })
  })

  test('a small merged file is merged again with what has come since', async () => {
    const dir = await newPath()
    const ids: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const turns = sampleConversation(name, 2)
      await segmentOf(dir, turns)
      ids.push(...turns.map(({ id }) => id))
      await compactLog(dir)
    }
    expect(await logNames(dir)).toHaveLength(1)
    expect(await idsIn(dir)).toEqual(ids)
  })

  test('keeps the order of every writer, whatever lies between', async () => {
    const dir = await newPath()
    const [small, other] = [jsonlStore(dir, { segmentBytes: 500 }), jsonlStore(dir, { segmentBytes: 20_000 })]
    const turns = sampleConversation('a', 30)
    const others = sampleConversation('b', 30)
    for (const [index, turn] of turns.entries()) {
      await small.append([turn])
      await other.append(others.slice(index, index + 1))
      if (index % 7 === 0) await compact(dir, { ...MERGING, orphanMs: 1e9, smallBytes: 8_000, mergedBytes: 12_000 })
    }
    await small.close()
    await other.close()
    await compact(dir, { ...MERGING, smallBytes: 8_000, mergedBytes: 12_000 })
    const ids = await idsIn(dir)
    expect(ids.filter((id) => id.startsWith('a'))).toEqual(turns.map(({ id }) => id))
    expect(ids.filter((id) => id.startsWith('b'))).toEqual(others.map(({ id }) => id))
    expect((await logNames(dir)).some((name) => name.includes('.merged.'))).toBe(true)
  })

  test('compresses what is a week old, merged or not, and readers see what they saw', async () => {
    const dir = await newPath()
    await segmentOf(dir, sampleConversation('a', 40))
    await age(dir, WEEK - 60_000)
    expect(await compactLog(dir)).toMatchObject({ compressed: 0 })
    await age(dir, WEEK + 60_000)
    const before = await readout(jsonlStore(dir))
    const [name = ''] = await logNames(dir)
    const plain = await stat(join(dir, name))
    expect(await compactLog(dir)).toMatchObject({ compressed: 1 })
    const compressed = await stat(join(dir, `${name}.zst`))
    expect(compressed.size).toBeLessThan(plain.size / 2)
    expect(compressed.mode & 0o777).toBe(0o600)
    expect(Math.abs(compressed.mtimeMs - plain.mtimeMs)).toBeLessThan(2)
    expect(await logNames(dir)).toEqual([`${name}.zst`])
    expect(await readout(jsonlStore(dir))).toEqual(before)
  })

  test('never compresses when it is told so', async () => {
    const dir = await newPath()
    await segmentOf(dir, sampleConversation('a', 2))
    await age(dir, 100 * WEEK)
    expect(await compactLog(dir, { compressAfterMs: Number.POSITIVE_INFINITY })).toMatchObject({ compressed: 0 })
  })

  test('gzip files are read too', async () => {
    const dir = await newPath()
    const turns = sampleConversation('a', 3)
    await segmentOf(dir, turns)
    const path = await onlySegment(dir)
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)))
    // As after a crash: the plain one counts.
    expect(await idsIn(dir)).toEqual(turns.map(({ id }) => id))
    await truncate(path, 0)
    expect(await idsIn(dir)).toEqual([])
    expect(await compact(dir, { ...MERGING, orphanMs: 1e9 })).toMatchObject({ leftovers: 1 })
  })

  test('seals the segment of a writer that died, and keeps its torn end apart', async () => {
    const dir = await newPath()
    const turns = sampleConversation('a', 3)
    await jsonlStore(dir).append(turns)
    const [name = ''] = await logNames(dir)
    expect(name).toContain('.open.jsonl')
    const path = join(dir, name)
    const { size } = await stat(path)
    await appendFile(path, '{"v":1,"type":"gener')
    expect(await compactLog(dir)).toMatchObject({ sealed: 0, quarantined: 0 })
    await age(dir, 301_000)
    expect(await compactLog(dir)).toMatchObject({ sealed: 1, quarantined: 1 })
    const id = name.replace('.open.jsonl', '')
    expect(await logNames(dir)).toEqual([`${id}.jsonl`])
    expect(await readout(jsonlStore(dir))).toEqual({ events: turns, damages: [] })
    const quarantine = join(dir, 'quarantine')
    expect(await readdir(quarantine)).toEqual([`${id}@${size}.bin`])
    expect(await readFile(join(quarantine, `${id}@${size}.bin`), 'utf8')).toBe('{"v":1,"type":"gener')
    expect((await stat(quarantine)).mode & 0o777).toBe(0o700)
  })

  test('removes whole segments by age and by bytes, the oldest first, and never an open one', async () => {
    const dir = await newPath()
    for (const name of ['a', 'b', 'c']) await segmentOf(dir, [sampleGeneration(name)])
    for (const [index, name] of (await logNames(dir)).entries()) {
      const time = Date.now() / 1_000 - (3 - index) * 86_400
      await utimes(join(dir, name), time, time)
    }
    const living = jsonlStore(dir)
    await living.append([sampleGeneration('living')])
    expect(await compactLog(dir, { retention: { ms: 2.5 * 86_400_000 } })).toMatchObject({ removed: 1, merged: 2 })
    expect(await idsIn(dir)).toEqual(['b', 'c', 'living'])
    expect(await compactLog(dir, { retention: { bytes: 100 } })).toMatchObject({ removed: 2 })
    expect(await idsIn(dir)).toEqual(['living'])
    await living.close()
  })

  test('what was erased stays hidden when the segment with the erasure has had its day', async () => {
    const dir = await newPath()
    const living = jsonlStore(dir)
    await living.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2')])
    const other = jsonlStore(dir)
    await other.append([sampleGeneration('g3')])
    const at = new Date().toISOString()
    await other.append([{ v: 1, type: 'erasure', id: 'e1', at, selector: { userId: 'u1' } }])
    await other.close()
    for (const name of await logNames(dir)) {
      const time = Date.now() / 1_000 - (name.includes('.open.') ? 0 : 86_400)
      await utimes(join(dir, name), time, time)
    }
    await compactLog(dir, { retention: { ms: 3_600_000 }, compressAfterMs: 0 })
    await compactLog(dir, { retention: { ms: 3_600_000 } })
    const { events } = await readout(jsonlStore(dir))
    expect(events.map(({ type, id }) => (type === 'erasure' ? type : id)).sort()).toEqual(['erasure', 'g2'])
    await living.close()
  })

  test('leaves the files of people alone', async () => {
    const dir = await newPath()
    await segmentOf(dir, sampleConversation('a', 2))
    await writeFile(join(dir, 'own.jsonl'), JSON.stringify(sampleGeneration('own')))
    await writeFile(join(dir, '.notes.tmp'), 'mine')
    await mkdir(join(dir, 'folder.jsonl'))
    await age(dir, 100 * WEEK)
    await compact(dir, { ...EAGER, retention: { bytes: 0 } })
    expect((await readdir(dir)).sort()).toEqual(['.gitignore', '.notes.tmp', 'folder.jsonl', 'own.jsonl'])
  })

  test('two at once do not meet', async () => {
    const dir = await newPath()
    for (const name of ['a', 'b', 'c', 'd']) await segmentOf(dir, sampleConversation(name, 3))
    const both = await Promise.all([compactLog(dir), compactLog(dir)])
    expect(both.filter(({ busy }) => busy)).toHaveLength(1)
    expect(await idsIn(dir)).toHaveLength(12)
  })

  test('a log that is not there, and options that make no sense, are refused', async () => {
    const dir = await newPath()
    await expect(compactLog(dir)).rejects.toMatchObject({ code: 'log_missing' })
    await segmentOf(dir, [sampleGeneration('g1')])
    await expect(compactLog(dir, { compressAfterMs: Number.NaN })).rejects.toMatchObject({ code: 'bad_option' })
    await expect(compactLog(dir, { retention: { ms: -1 } })).rejects.toMatchObject({ code: 'bad_option' })
    expect(basename(await onlySegment(dir))).toMatch(/\.jsonl$/)
  })
})
