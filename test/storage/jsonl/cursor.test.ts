import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScanOptions, Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { lineOf, newPath, onlySegment, segmentsIn } from './folder.ts'

describe('a cursor', () => {
  test('misses nothing in files that sort before it: grown, or new', async () => {
    const dir = await newPath()
    const [early, late] = [jsonlStore(dir), jsonlStore(dir)]
    const turns = sampleConversation('a', 4)
    await early.append(turns.slice(0, 2))
    await late.append([sampleGeneration('g1')])
    const after = await lastCursor(late)
    await early.append(turns.slice(2))
    // A machine whose clock is behind.
    const name = '20000101T000000000Z-1-0123456789.jsonl'
    await writeFile(join(dir, name), lineOf({ ...sampleGeneration('slow clock') }))
    expect(await idsOf(late, { after })).toEqual(['slow clock', 'a-2', 'a-3'])
    await early.close()
    await late.close()
  })

  test('goes on in the segment that its writer has begun since', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 1_000 })
    const turns = sampleConversation('a', 20)
    for (const turn of turns.slice(0, 7)) await store.append([turn])
    const after = await lastCursor(store)
    for (const turn of turns.slice(7)) await store.append([turn])
    expect(await idsOf(store, { after })).toEqual(turns.slice(7).map(({ id }) => id))
    expect((await segmentsIn(dir)).length).toBeGreaterThan(4)
    await store.close()
  })

  test('stays short, however many segments a writer has filled', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 500 })
    for (const turn of sampleConversation('a', 40)) await store.append([turn])
    expect((await lastCursor(store)).length).toBeLessThan(100)
    await store.close()
  })

  test('finds a line that was torn when it was first looked at', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append(sampleConversation('a', 3))
    await store.close()
    const path = await onlySegment(dir)
    const bytes = await readFile(path)
    await writeFile(path, bytes.subarray(0, -30))
    const after = await lastCursor(store)
    expect(await idsOf(store, { after })).toEqual([])
    await appendFile(path, bytes.subarray(-30))
    expect(await idsOf(store, { after })).toEqual(['a-2'])
  })

  test('survives files with odd names', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    const names = ['my log; with: signs 東京.jsonl', '100%.jsonl', 'zzz:9;.jsonl']
    for (const name of names) await writeFile(join(dir, name), `${JSON.stringify(sampleGeneration(name))}\n`)
    const found = await Array.fromAsync(store.scan())
    for (const [index, { cursor }] of found.entries()) {
      expect(await idsOf(store, { after: cursor })).toEqual(found.slice(index + 1).map(({ event }) => event.id))
    }
    await store.close()
  })

  test('does not tell again of damage that lies before it', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    await store.close()
    await appendFile(
      await onlySegment(dir),
      Buffer.concat([Buffer.from('garbage\n'), lineOf({ ...sampleGeneration('g2') })]),
    )
    const damages: unknown[] = []
    const after = await lastCursor(store)
    await idsOf(store, { after, onDamage: (damage) => damages.push(damage) })
    expect(damages).toEqual([])
  })

  test.for(['', ';', 'a.jsonl:1', 'a.jsonl:x;', 'a.txt:1;', '%zz.jsonl:1;', 'a.jsonl:1;b.jsonl;'])(
    '%j is refused',
    async (after) => {
      const dir = await newPath()
      const store = jsonlStore(dir)
      await store.append([sampleGeneration('g1')])
      await expect(idsOf(store, { after })).rejects.toMatchObject({ code: 'bad_option' })
      await store.close()
    },
  )
})

describe('shards', () => {
  test('share the segments out, so that several processes can read one log', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 300 })
    const turns = sampleConversation('a', 60)
    for (const turn of turns) await store.append([turn])
    const shards = await Promise.all([0, 1, 2].map((index) => idsOf(store, { shard: { index, count: 3 } })))
    for (const shard of shards) expect(shard.length).toBeGreaterThan(5)
    expect(shards.flat().sort()).toEqual(turns.map(({ id }) => id).sort())
    await store.close()
  })
})

async function lastCursor(store: Store): Promise<string> {
  return (await Array.fromAsync(store.scan())).at(-1)?.cursor ?? ''
}

async function idsOf(store: Store, options: ScanOptions): Promise<readonly string[]> {
  return (await Array.fromAsync(store.scan(options))).map(({ event }) => event.id)
}
