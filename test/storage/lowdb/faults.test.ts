import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { copyFile, link, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { fullDisk } from '../jsonl/disk.ts'
import { beside, newFile, open, readout, startWriter, written } from './document.ts'

test('a writer that is killed again and again loses nothing, and the document is whole at every moment', async () => {
  const file = await newFile()
  const kept: string[] = []
  const rounds = runs(3, 100)
  for (let round = 0; round < rounds; round += 1) {
    const writer = startWriter([file, `r${round}`, '1000', 'stay'])
    await writer.said(1)
    const target = 2 + ((round * 7) % 12)
    do {
      const document: unknown = JSON.parse(await readFile(file, 'utf8'))
      expect(document).toHaveProperty('finetap.kind', 'log')
    } while (writer.lines.length < target && writer.process.exitCode === null)
    writer.process.kill('SIGKILL')
    await writer.ended
    kept.push(...writer.lines.map((line) => line.replace('kept ', '')))
    const { ids, damages } = await readout(file)
    expect(damages).toEqual([])
    expect(ids).toEqual(expect.arrayContaining(kept))
    // One turn more may have been written than was acknowledged.
    expect(ids.length - kept.length).toBeLessThanOrEqual(round + 1)
  }
  await open(file).append([sampleGeneration('last')])
  expect((await readout(file)).ids).toContain('last')
  // Nothing that the killed ones left behind.
  expect([...(await beside(file))].sort()).toEqual(['.bak', '.lock'])
})

test('a document that is cut off at any of its last 200 bytes gives back all but the last event', async () => {
  const file = await newFile()
  const turns = sampleConversation('a', 6)
  const text = await written(file, turns.slice(0, 3), turns.slice(3))
  const ids = turns.map(({ id }) => id)
  const bytes = Buffer.from(text)
  for (let length = bytes.length - 200; length < bytes.length - 1; length += 1) {
    await writeFile(file, bytes.subarray(0, length))
    const { ids: found, damages } = await readout(file)
    expect(found.slice(0, 5)).toEqual(ids.slice(0, 5))
    expect(damages.map(({ reason, place }) => [reason, place])).toEqual([['torn', file]])
  }
})

test.each(['in the middle', 'as a whole'])(
  'a document that is damaged %s is mended, and its bytes are kept',
  async (how) => {
    const file = await newFile()
    const turns = sampleConversation('a', 6)
    const text = await written(file, turns.slice(0, 5), turns.slice(5))
    const bad = how === 'as a whole' ? 'nothing of it' : text.replace('"id": "a-2"', '"id": "a-2')
    await writeFile(file, bad)
    const damages: unknown[] = []
    const store = open(file, { onDamage: (damage) => damages.push(damage) })
    await store.append([sampleGeneration('next')])
    const expected = turns.map(({ id }) => id).slice(0, how === 'as a whole' ? 5 : 6)
    expect(await readout(file)).toEqual({ ids: [...expected, 'next'], damages: [] })
    expect(damages.length).toBe(1)
    const [copy = ''] = (await beside(file)).filter((name) => name.startsWith('.damaged-'))
    expect(await readFile(file + copy, 'utf8')).toBe(bad)
    // The backup was the good one: it is not replaced by the damaged one.
    expect(await readFile(`${file}.bak`, 'utf8')).not.toBe(bad)
  },
)

test('a writer that was killed while it kept the version before leaves nothing behind', async () => {
  const file = await newFile()
  await written(file, [sampleGeneration('g1')])
  // The document is its own backup then.
  await link(file, `${file}.bak`)
  const store = open(file)
  await store.append([sampleGeneration('g2')])
  expect([...(await beside(file))].sort()).toEqual(['.bak', '.lock'])
})

test('a document that is gone is taken from its backup', async () => {
  const file = await newFile()
  await written(file, [sampleGeneration('g1')], [sampleGeneration('g2')])
  await rm(file)
  const { ids, damages } = await readout(file)
  expect(ids).toEqual(['g1'])
  expect(damages.length).toBe(1)
  await open(file).append([sampleGeneration('g3')])
  expect((await readout(file)).ids).toEqual(['g1', 'g3'])
})

test('a document that is gone while its writer lives comes back whole', async () => {
  const file = await newFile()
  const store = open(file)
  await store.append([sampleGeneration('g1')])
  await store.append([sampleGeneration('g2')])
  await rename(file, `${file}.elsewhere`)
  await store.append([sampleGeneration('g3')])
  expect((await readout(file)).ids).toEqual(['g1', 'g2', 'g3'])
})

test('a full disk leaves the document as it was, and nothing beside it', async () => {
  const file = await newFile()
  const store = open(file)
  await store.append([sampleGeneration('g1')])
  const before = await readFile(file, 'utf8')
  const disk = fullDisk(500)
  await expect(store.append([sampleGeneration('g2')])).rejects.toMatchObject({ code: 'store_failed' })
  expect(() => store.appendSync?.([sampleGeneration('g3')])).toThrow(expect.objectContaining({ code: 'store_failed' }))
  expect(await readFile(file, 'utf8')).toBe(before)
  expect(await beside(file)).toEqual(['.lock'])
  disk.restore()
  await store.append([sampleGeneration('g4')])
  expect((await readout(file)).ids).toEqual(['g1', 'g4'])
})

test('a disk that fails once to keep a version is asked again with a new file', async () => {
  const file = await newFile()
  const store = open(file)
  await store.append([sampleGeneration('g1')])
  const { fsync } = fs
  const restore = () => {
    fs.fsync = fsync
    syncBuiltinESMExports()
  }
  onTestFinished(restore)
  const failing = (_: number, done: (error: Error) => void) => {
    restore()
    done(Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' }))
  }
  Object.assign(fs, { fsync: failing })
  syncBuiltinESMExports()
  await expect(store.append([sampleGeneration('g2')])).rejects.toMatchObject({ code: 'store_failed' })
  expect((await readout(file)).ids).toEqual(['g1'])
  await store.append([sampleGeneration('g3')])
  expect((await readout(file)).ids).toEqual(['g1', 'g3'])
  expect(await beside(file)).toEqual(expect.arrayContaining(['.bak', '.lock']))
})

test('without the document and without a backup it is no log: nothing is overwritten', async () => {
  const file = await newFile()
  for (const text of ['export const app = 1\n', '{"name":"my-package"}', '[]']) {
    await writeFile(file, text)
    await expect(open(file).append([sampleGeneration('g1')])).rejects.toMatchObject({ code: 'source_unreadable' })
    await expect(readout(file)).rejects.toMatchObject({ code: 'source_unreadable' })
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})

test('an empty file, as a power cut may leave it, is begun anew', async () => {
  const file = await newFile()
  await written(file, [sampleGeneration('g1')])
  await copyFile(file, `${file}.copy`)
  await truncate(file, 0)
  await open(file).append([sampleGeneration('g2')])
  expect((await readout(file)).ids).toEqual(['g2'])
})
