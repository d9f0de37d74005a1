import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { killThread } from '../../../src/storage/sqlite/thread.ts'
import { readAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import type { Damage } from '../../../src/index.ts'
import { freshFile, opened } from './folder.ts'

/** A second connection, as another program would have it. */
function connected(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 1_000 })
  onTestFinished(() => {
    if (db.isOpen) db.close()
  })
  return db
}

test('a database of a later version is refused, for writing and for reading', async () => {
  const file = await freshFile()
  await opened(file).append([sampleGeneration('g1')])
  connected(file).exec('PRAGMA user_version = 99')
  const store = opened(file)
  await expect(readAll(store)).rejects.toMatchObject({ code: 'source_unreadable' })
  await expect(store.append([sampleGeneration('g2')])).rejects.toThrow(/version 99 .* up to 1\. Fix: update finetap/)
})

test("a database of the app's own is not written to", async () => {
  const file = await freshFile()
  await mkdir(dirname(file))
  connected(file).exec('CREATE TABLE events (name TEXT)')
  await expect(opened(file).append([sampleGeneration('g1')])).rejects.toMatchObject({ code: 'store_unwritable' })
  expect(connected(file).prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'events' }])
})

test('a file that is no database is refused, and stays as it is', async () => {
  const file = await freshFile()
  await mkdir(dirname(file))
  await writeFile(file, 'my novel\n'.repeat(200))
  const store = opened(file)
  await expect(store.append([sampleGeneration('g1')])).rejects.toMatchObject({ code: 'store_unwritable' })
  await expect(readAll(store)).rejects.toMatchObject({ code: 'source_unreadable' })
  expect(await readFile(file, 'utf8')).toBe('my novel\n'.repeat(200))
})

test('a call that cannot be kept does not take those beside it with it', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append([sampleGeneration('g0')])
  connected(file).exec(
    `CREATE TRIGGER odd BEFORE INSERT ON events WHEN new.id = 'g2' BEGIN SELECT RAISE(ABORT, 'not that one'); END`,
  )
  const ends = await Promise.allSettled(['g1', 'g2', 'g3'].map((id) => store.append([sampleGeneration(id)])))
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await readAll(store)).map(({ id }) => id)).toEqual(['g0', 'g1', 'g3'])
})

test('a full disk refuses what does not fit, keeps what was there, and is forgotten when there is room', async () => {
  const file = await freshFile()
  const store = opened(file)
  const turns = sampleConversation('a', 6)
  await store.append(turns.slice(0, 3))
  const db = connected(file)
  // The real one is in writer.test.ts: how much room there is can be told to a connection only from inside.
  db.exec(`CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  await expect(store.append(turns.slice(3, 4))).rejects.toMatchObject({ code: 'store_failed' })
  expect(() => store.appendSync?.(turns.slice(3, 4))).toThrow(/disk is full/)
  expect(await readAll(store)).toEqual(turns.slice(0, 3))
  db.exec('DROP TRIGGER full')
  await store.append(turns.slice(3))
  expect(await readAll(store)).toEqual(turns)
})

test('a writer that another process keeps waiting gives up in time, and goes on later', async () => {
  const file = await freshFile()
  const store = opened(file, { busyTimeoutMs: 50 })
  await store.append([sampleGeneration('g1')])
  const db = connected(file)
  db.exec('BEGIN IMMEDIATE')
  // Each by itself would wait for its time.
  const appends = Array.from({ length: 200 }, () => store.append([sampleGeneration('g2')]))
  const codes = (await Promise.allSettled(appends)).map((end) => end.status === 'rejected' && end.reason.code)
  expect(new Set(codes)).toEqual(new Set(['store_failed']))
  expect((await readAll(store)).map(({ id }) => id)).toEqual(['g1'])
  db.exec('ROLLBACK')
  await store.append([sampleGeneration('g3')])
  expect((await readAll(store)).map(({ id }) => id)).toEqual(['g1', 'g3'])
})

test('appendSync gives up after two seconds', async () => {
  const file = await freshFile()
  const store = opened(file, { busyTimeoutMs: 2_500 })
  await store.append([sampleGeneration('g1')])
  const db = connected(file)
  db.exec('BEGIN IMMEDIATE')
  expect(() => store.appendSync?.([sampleGeneration('g2')])).toThrow(/within 2 seconds/)
  db.exec('ROLLBACK')
})

test('a thread that dies fails the calls under way of all stores, and the next call starts a new one', async () => {
  const files = [await freshFile(), await freshFile()]
  const stores = files.map((file) => opened(file))
  for (const store of stores) await store.append([sampleGeneration('g1')])
  const locks = files.map(connected)
  for (const db of locks) db.exec('BEGIN IMMEDIATE')
  const appends = stores.map((store) => store.append([sampleGeneration('g2')]))
  void killThread()
  for (const append of appends) await expect(append).rejects.toThrow(/The thread .* is gone/)
  for (const db of locks) db.exec('ROLLBACK')
  for (const store of stores) {
    await store.append([sampleGeneration('g3')])
    expect((await readAll(store)).map(({ id }) => id)).toEqual(['g1', 'g3'])
  }
})

test('a base that was damaged is told for each that builds on it; the others are read', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append([...sampleConversation('a', 4), ...sampleConversation('b', 2)])
  connected(file).exec(`UPDATE events SET body = replace(body, 'question 1', 'question 9') WHERE id = 'a-1'`)
  const damages: Damage[] = []
  const events = await readAll(store, { onDamage: (damage) => damages.push(damage) })
  expect(events.map(({ id }) => id)).toEqual(['a-0', 'b-0', 'b-1'])
  expect(damages.map(({ reason, line }) => [reason, line])).toEqual([
    ['checksum', 2],
    ['missing_base', 3],
    ['missing_base', 4],
  ])
})

test('a page of the file that is malformed is told, and the rows on the others are read', async () => {
  const file = await freshFile()
  const store = opened(file)
  const events = Array.from({ length: 300 }, (_, index) => sampleGeneration(`g-${index}`))
  await store.append(events)
  await store.close()
  const bytes = await readFile(file)
  const page = Math.floor(bytes.indexOf('Answer g-150') / 4_096) * 4_096
  bytes.fill(0xff, page, page + 200)
  await writeFile(file, bytes)
  const damages: Damage[] = []
  const ids = (await readAll(opened(file), { onDamage: (damage) => damages.push(damage) })).map(({ id }) => id)
  expect(ids.slice(0, 100)).toEqual(events.slice(0, 100).map(({ id }) => id))
  expect(ids.slice(-100)).toEqual(events.slice(-100).map(({ id }) => id))
  expect(ids).not.toContain('g-150')
  expect(ids.length).toBeGreaterThan(280)
  expect(damages.length).toBeGreaterThan(0)
})

test('what is written after the file was removed goes into a new one', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append([sampleGeneration('g1')])
  await rm(dirname(file), { recursive: true })
  await store.append([sampleGeneration('g2')])
  expect((await readAll(opened(file))).map(({ id }) => id)).toEqual(['g2'])
  expect((await readAll(store)).map(({ id }) => id)).toEqual(['g2'])
})

test('only this user can read the files', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append([sampleGeneration('g1')])
  const modes = await Promise.all(
    [dirname(file), file, `${file}-wal`, `${file}-shm`].map(async (path) =>
      ((await lstat(path)).mode & 0o777).toString(8),
    ),
  )
  expect(modes).toEqual(['700', '600', '600', '600'])
  expect(await readFile(`${dirname(file)}/.gitignore`, 'utf8')).toBe('*\n')
})
