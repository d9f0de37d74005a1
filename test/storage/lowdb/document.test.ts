import { chmod, lchown, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { lowdbStore } from '../../../src/storage/lowdb/index.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { beside, newFile, open, readout, written } from './document.ts'

type Document = { finetap: { next: number; [name: string]: unknown }; events: { [name: string]: unknown }[] }

async function documentIn(file: string): Promise<Document> {
  return JSON.parse(await readFile(file, 'utf8')) as Document
}

async function edit(file: string, change: (document: Document) => unknown): Promise<void> {
  const document = await documentIn(file)
  change(document)
  await writeFile(file, JSON.stringify(document, null, 4))
}

describe('the document', () => {
  test('shows of each turn what is new, a message a line', async () => {
    const file = await newFile()
    const text = await written(file, sampleConversation('a', 3), [sampleFeedback('f1', 'a-0')])
    expect(text.split('\n').slice(0, 3)).toEqual([
      '{',
      '  "finetap": { "kind": "log", "version": 1, "next": 5 },',
      '  "events": [',
    ])
    expect(text).toContain('\n        "base": { "id": "a-1", "count": 5 },\n')
    expect(text).toContain('{ "role": "user", "parts": [{ "type": "text", "text": "a: question 2" }] }')
    expect(text.split('a: question 0').length).toBe(2)
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true)
  })

  test('is for this user only, like its directory, which stays out of git', async () => {
    const file = join(await newFile('data'), 'chats.json')
    await written(file, [sampleGeneration('g1')], [sampleGeneration('g2')])
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    expect(await Promise.all([file, `${file}.bak`, dirname(file)].map(mode))).toEqual(['600', '600', '700'])
    expect((await readdir(dirname(file))).sort()).toEqual(['.gitignore', 'chats.json', 'chats.json.bak'])
  })

  test('is read where it cannot be written', async () => {
    const file = await newFile()
    await written(file, [sampleGeneration('g1')])
    await chmod(dirname(file), 0o500)
    expect((await readout(file)).ids).toEqual(['g1'])
    await chmod(dirname(file), 0o700)
  })

  test('keeps its version before as a backup', async () => {
    const file = await newFile()
    const before = await written(file, [sampleGeneration('g1')])
    await written(file, [sampleGeneration('g2')])
    expect(await readFile(`${file}.bak`, 'utf8')).toBe(before)
  })

  test('appends that wait share one write', async () => {
    const file = await newFile()
    const store = open(file)
    await store.append([sampleGeneration('first')])
    await Promise.all(sampleConversation('a', 50).map((turn) => store.append([turn])))
    const { events } = JSON.parse(await readFile(`${file}.bak`, 'utf8')) as Document
    expect(events.length).toBe(1)
    expect((await readout(file)).ids.length).toBe(51)
  })

  test('that is full refuses more, keeps what it has, and can still forget', async () => {
    const file = await newFile()
    const store = open(file, { limitBytes: 3_000 })
    const events = Array.from({ length: 10 }, (_, turn) => sampleGeneration(`g${turn}`, { userId: `u${turn}` }))
    const outcomes = await Promise.allSettled(events.map((event) => store.append([event])))
    const kept = events.filter((_, turn) => outcomes[turn]?.status === 'fulfilled').map(({ id }) => id)
    expect(kept.length).toBeGreaterThan(2)
    expect(kept.length).toBeLessThan(10)
    expect((await readout(file)).ids).toEqual(kept)
    expect((await stat(file)).size).toBeLessThanOrEqual(3_000)
    const refusal = store.append([sampleGeneration('x'), sampleGeneration('y')])
    await expect(refusal).rejects.toMatchObject({ code: 'store_full' })
    await expect(refusal).rejects.toThrow('finetap copy')
    await store.erase({ userId: 'u0' })
    expect((await readout(file)).ids.slice(0, -1)).toEqual(kept.slice(1))
  })

  test('is not written where a directory is', async () => {
    const file = await newFile()
    await mkdir(file)
    await expect(open(file).append([sampleGeneration('g1')])).rejects.toMatchObject({ code: 'store_unwritable' })
  })

  test.skipIf(process.getuid?.() !== 0)('a link of another user is refused, for reading too', async () => {
    const file = await newFile()
    await written(`${file}.real`, [sampleGeneration('g1')])
    await symlink(`${file}.real`, file)
    await lchown(file, 65_534, 65_534)
    await expect(open(file).append([sampleGeneration('g2')])).rejects.toMatchObject({ code: 'store_unwritable' })
    await expect(readout(file)).rejects.toMatchObject({ code: 'source_unreadable' })
  })

  test('a link of this user stays a link', async () => {
    const file = await newFile()
    await written(`${file}.real`, [sampleGeneration('g1')])
    await symlink(`${file}.real`, file)
    await written(file, [sampleGeneration('g2')])
    expect((await readout(`${file}.real`)).ids).toEqual(['g1', 'g2'])
  })
})

describe('erasing', () => {
  test('leaves no trace in the document, its backup and damaged copies', async () => {
    const file = await newFile()
    await writeFile(`${file}.damaged-1`, '"userId": "secret-user" and so on')
    await writeFile(`${file}.damaged-2`, 'of somebody else')
    const store = open(file)
    for (const event of sampleConversation('a', 3, { userId: 'secret-user' })) await store.append([event])
    await store.append([sampleGeneration('other')])
    expect(await store.erase({ userId: 'secret-user' })).toMatchObject({ hidden: 3, rewritten: 3, pending: 0 })
    for (const name of await readdir(dirname(file))) {
      expect(await readFile(join(dirname(file), name), 'utf8')).not.toMatch(/secret-user|question/)
    }
    expect(await beside(file)).toContain('.damaged-2')
    await store.append([sampleGeneration('later')])
    expect((await readout(file)).ids.filter((id) => !id.includes('-'))).toEqual(['other', 'later'])
  })

  test('holds for other handles with a key that the app keeps', async () => {
    const file = await newFile()
    const store = lowdbStore(file, { erasureKey: 'kept elsewhere' })
    await store.append([sampleGeneration('g1', { userId: 'u1' })])
    await store.erase({ userId: 'u1' })
    await store.close()
    expect(await readFile(file, 'utf8')).not.toContain('erasureKey')
    const other = open(file, { erasureKey: 'kept elsewhere' })
    await other.append([sampleGeneration('again', { userId: 'u1' })])
    expect((await readout(file)).ids.length).toBe(1)
  })

  test('under the key of the document counts for an app that brings its own later', async () => {
    const file = await newFile()
    const before = lowdbStore(file)
    await before.append([sampleGeneration('g1', { userId: 'u1' })])
    await before.erase({ userId: 'u1' })
    await before.close()
    const store = open(file, { erasureKey: 'kept elsewhere' })
    await store.append([sampleGeneration('late', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    expect((await readout(file)).ids.slice(1)).toEqual(['g2'])
    expect(await readFile(file, 'utf8')).not.toContain('late')
  })
})

describe('edits by hand', () => {
  test('are taken over while the store is open, and what it wrote meanwhile is put behind them', async () => {
    const file = await newFile()
    const store = open(file)
    for (const turn of sampleConversation('a', 3)) await store.append([turn])
    // The editor has read three events, and is slow.
    const stale = await documentIn(file)
    await store.append([sampleGeneration('meanwhile')])
    Object.assign(stale.events[0] ?? {}, { tags: ['by hand'] })
    stale.events.push({ ...sampleGeneration('by-hand') })
    await writeFile(file, JSON.stringify(stale, null, 4))
    await store.append([sampleGeneration('after')])
    const { ids, damages } = await readout(file)
    expect(ids).toEqual(['a-0', 'a-1', 'a-2', 'meanwhile', 'by-hand', 'after'])
    expect(damages).toEqual([])
    const [first] = await Array.fromAsync(store.read())
    expect((first as Generation).tags).toEqual(['by hand'])
  })

  test('that remove an event remove it; cursors and numbers stay', async () => {
    const file = await newFile()
    const store = open(file)
    for (const id of ['g1', 'g2', 'g3']) await store.append([sampleGeneration(id)])
    const [first] = await Array.fromAsync(store.scan())
    await edit(file, ({ events }) => events.splice(1, 1))
    await store.append([sampleGeneration('g4')])
    expect((await readout(file)).ids).toEqual(['g1', 'g3', 'g4'])
    const rest = await Array.fromAsync(store.scan({ after: first?.cursor ?? '' }))
    expect(rest.map(({ event, cursor }) => [event.id, cursor])).toEqual([
      ['g3', '3'],
      ['g4', '4'],
    ])
  })

  test('that leave no JSON behind are kept aside, and nothing is lost', async () => {
    const file = await newFile()
    const store = open(file)
    for (const id of ['g1', 'g2']) await store.append([sampleGeneration(id)])
    await writeFile(file, '{ "oops"')
    await store.append([sampleGeneration('g3')])
    expect((await readout(file)).ids).toEqual(['g1', 'g2', 'g3'])
    expect((await beside(file)).filter((name) => name.startsWith('.damaged-')).length).toBe(1)
  })

  test('beside the events are kept; an event that is no event is told and kept', async () => {
    const file = await newFile()
    await written(file, [sampleGeneration('g1')])
    await edit(file, (document) => {
      Object.assign(document, { notes: 'mine' })
      Object.assign(document.finetap, { colour: 'red' })
      document.events.push({ hello: 'world' })
    })
    await written(file, [sampleGeneration('g2')])
    expect(await documentIn(file)).toMatchObject({ notes: 'mine', finetap: { colour: 'red', next: 4 } })
    const { ids, damages } = await readout(file)
    expect(ids).toEqual(['g1', 'g2'])
    expect(damages).toMatchObject([{ reason: 'not_an_event', place: file, detail: expect.stringContaining('event 2') }])
    expect((await documentIn(file)).events[1]).toEqual({ number: 2, event: { hello: 'world' } })
  })

  test('of a later version are left alone', async () => {
    const file = await newFile()
    await written(file, [sampleGeneration('g1')])
    await edit(file, ({ finetap }) => Object.assign(finetap, { version: 2 }))
    const before = await readFile(file, 'utf8')
    await expect(open(file).append([sampleGeneration('g2')])).rejects.toMatchObject({ code: 'source_unreadable' })
    expect(await readFile(file, 'utf8')).toBe(before)
  })
})
