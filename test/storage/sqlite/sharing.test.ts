import { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { readAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import type { Store } from '../../../src/index.ts'
import { freshFile, opened } from './folder.ts'

// All stores of a process have their databases in one thread.

async function openedWith(events: number): Promise<{ readonly store: Store; readonly file: string }> {
  const file = await freshFile()
  const store = opened(file)
  const answer = textMessage('assistant', 'Lorem ipsum '.repeat(400))
  const labels = { userId: 'u1', answer }
  await store.append(Array.from({ length: events }, (_, index) => sampleGeneration(`g${index}`, labels)))
  return { store, file }
}

/** Another program that is in the middle of a write. */
function locked(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  onTestFinished(() => db.close())
  db.exec('BEGIN IMMEDIATE')
  return db
}

test('forty stores at once start one thread, and keep what is theirs', async () => {
  const workers: Worker[] = []
  const note = (worker: Worker): number => workers.push(worker)
  process.on('worker', note)
  onTestFinished(() => void process.off('worker', note))
  const stores = await Promise.all(Array.from({ length: 40 }, async () => opened(await freshFile())))
  const turns = stores.map((_, index) => sampleConversation(`c${index}`, 5))
  await Promise.all(stores.map((store, index) => store.append(turns[index] ?? [])))
  expect(await Promise.all(stores.map((store) => readAll(store)))).toEqual(turns)
  expect(workers).toHaveLength(1)
})

test('a database that another program holds does not hold up the other stores', async () => {
  const [held, free] = [await openedWith(1), await openedWith(1)]
  const db = locked(held.file)
  const ends: string[] = []
  const append = held.store.append([sampleGeneration('late')]).then(() => ends.push('held'))
  const erasure = append.then(() => held.store.erase({ generationId: 'late' }))
  for (const id of ['a', 'b', 'c']) await free.store.append([sampleGeneration(id)])
  free.store.appendSync?.([sampleGeneration('d')])
  expect((await free.store.erase({ generationId: 'b' })).rewritten).toBe(1)
  ends.push('free')
  db.exec('ROLLBACK')
  expect((await erasure).rewritten).toBe(1)
  expect(ends).toEqual(['free', 'held'])
  expect((await readAll(free.store)).map(({ id }) => id)).toEqual(['g0', 'a', 'c', 'd', expect.anything()])
})

test('an erasure that waits for another program does not hold up the erasures of other stores', async () => {
  const [held, free] = [await openedWith(1), await openedWith(1)]
  const db = locked(held.file)
  const ends: string[] = []
  const erasure = held.store.erase({ userId: 'u1' }).finally(() => ends.push('held'))
  expect((await free.store.erase({ userId: 'u1' })).rewritten).toBe(1)
  ends.push('free')
  db.exec('ROLLBACK')
  expect((await erasure).rewritten).toBe(1)
  expect(ends).toEqual(['free', 'held'])
})

test('while a large database is gathered anew behind an erasure, other stores write and read', async () => {
  const [large, small] = [await openedWith(4_000), await openedWith(1)]
  const ends: string[] = []
  const erasure = large.store.erase({ generationId: 'g7' }).finally(() => ends.push('large'))
  for (let turn = 0; turn < 5; turn += 1) await small.store.append([sampleGeneration(`s${turn}`)])
  expect(await readAll(small.store)).toHaveLength(6)
  ends.push('small')
  expect((await erasure).rewritten).toBe(1)
  expect(ends).toEqual(['small', 'large'])
})

test('what is appended behind an erasure waits for it, also at the end of the process', async () => {
  const { store } = await openedWith(3)
  const erasure = store.erase({ userId: 'u1' })
  const append = store.append([sampleGeneration('g8')])
  // Blocks this thread while the erasure's own one has not been started yet.
  store.appendSync?.([sampleGeneration('g9')])
  const ids = (await readAll(store)).map(({ id }) => id)
  expect(ids).toEqual([(await erasure).erasure.id, 'g8', 'g9'])
  await append
})

test('a store that is being closed still has its readers, and waits for its erasures', async () => {
  const { store } = await openedWith(300)
  const erasure = store.erase({ generationId: 'g7' })
  const closing = store.close()
  const reading = readAll(store)
  await closing
  expect((await erasure).rewritten).toBe(1)
  expect(await reading).toHaveLength(300)
  await store.close()
  await store.close()
  expect(await readAll(store)).toHaveLength(300)
})
