import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/core/store.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { start } from '../jsonl/child.ts'
import {
  idsOf,
  idsOfAll,
  newAbandonedOutbox,
  newOutbox,
  newSchema,
  NOBODY,
  openStore,
  PROGRAM,
  useServer,
} from './server.ts'

const server = useServer()

describe('a database that is down', () => {
  test('loses nothing and repeats nothing: the outbox waits for it', async () => {
    const { stop, start: startAgain, url } = server()
    const told: string[] = []
    const { store, schema } = await openStore({ url, patienceMs: 300, onError: ({ code }) => told.push(code) })
    const turns = sampleConversation('a', 60)
    await store.append(turns.slice(0, 20))
    await sent(store)
    await stop()
    for (const turn of turns.slice(20, 40)) await store.append([turn])
    await expect(store.flush()).rejects.toMatchObject({ code: 'store_failed' })
    await expect(idsOf(store)).rejects.toMatchObject({ code: 'store_failed' })
    await startAgain()
    await store.append(turns.slice(40))
    const { store: patient } = await openStore({ url, schema })
    expect((await idsOf(patient)).length).toBeGreaterThanOrEqual(20)
    await sent(store)
    expect(await idsOf(patient)).toEqual(idsOfAll(turns))
    expect(told.every((code) => code === 'store_failed')).toBe(true)
  })

  test('from the first moment on is no failure of append, and its address does not get into errors', async () => {
    const { store } = await openStore({ url: 'postgres://app:hunter2@127.0.0.1:9/none', patienceMs: 100 })
    await store.append([sampleGeneration('g1')])
    const failure = await store.flush().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'store_failed' })
    expect(String(failure)).not.toContain('hunter2')
  })

  test('fills the outbox up to its limit, and then append is refused', async () => {
    const { store } = await openStore({ url: NOBODY, patienceMs: 0, outboxBytes: 20_000 })
    let refused: unknown
    for (let turn = 0; turn < 2_000 && refused === undefined; turn += 1) {
      refused = await store.append([sampleGeneration(`g${turn}`)]).then(
        () => undefined,
        (error: unknown) => error,
      )
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(refused).toMatchObject({ code: 'store_failed', message: expect.stringContaining('outboxBytes') })
  })
})

test('a connection that dies in the middle of a batch: the batch is there once, whole', async () => {
  const { url, client } = server()
  const { store, schema } = await openStore({ url })
  const turns = sampleConversation('a', 50)
  await store.append(turns.slice(0, 10))
  await store.flush()
  // Within a transaction, what the others do would be seen as it was at first.
  const [other, watcher] = [await client(), await client()]
  for (let round = 0; round < runs(2, 20); round += 1) {
    await other.query('BEGIN')
    await other.query(`LOCK TABLE ${schema}.keys IN ACCESS EXCLUSIVE MODE`)
    await store.append(turns.slice(10 + round * 2, 12 + round * 2))
    const flushed = store.flush()
    const waiting = `SELECT pid FROM pg_stat_activity WHERE application_name = 'finetap' AND wait_event_type = 'Lock'
      AND query LIKE '%${schema}%'`
    await expect.poll(async () => (await watcher.query(waiting)).rows.length, { timeout: 10_000 }).toBe(1)
    await watcher.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`)
    await other.query('COMMIT')
    await flushed
  }
  expect(await idsOf(store)).toEqual(idsOfAll(turns.slice(0, 10 + runs(2, 20) * 2)))
})

describe('processes that share an outbox', () => {
  test('what a killed one has left is sent by the next', async () => {
    const { url } = server()
    const schema = newSchema()
    const outbox = await newAbandonedOutbox(schema, 30)
    const { store } = await openStore({ url, schema, outbox })
    await store.append([sampleGeneration('next')])
    expect([...(await idsOf(store))].toSorted()).toEqual([...idsOfAll(sampleConversation('a', 30)), 'next'].toSorted())
  })

  test('and write at once: each event arrives once, in the order of its writer', async () => {
    const { url } = server()
    const [schema, outbox] = [newSchema(), await newOutbox()]
    const names = ['a', 'b', 'c']
    const writers = names.map((name) => start(process.execPath, [PROGRAM, url, schema, outbox, name, '60']))
    await Promise.all(writers.map(({ ended }) => ended))
    const { store } = await openStore({ url, schema, outbox })
    const ids = await idsOf(store)
    expect(ids.length).toBe(180)
    for (const name of names) {
      expect(ids.filter((id) => id.startsWith(`${name}-`))).toEqual(idsOfAll(sampleConversation(name, 60)))
    }
  })
})

test('a row that the server refuses is set aside and told, and the others go on', async () => {
  const { url, client } = server()
  const told: string[] = []
  const { store, schema, outbox } = await openStore({ url, onError: ({ code }) => told.push(code) })
  await store.append([sampleGeneration('g1')])
  await store.flush()
  await (await client()).query(`ALTER TABLE ${schema}.events ADD CHECK (id <> 'bad')`)
  await store.append(['g2', 'bad', 'g3'].map((id) => sampleGeneration(id)))
  await store.flush()
  expect(await idsOf(store)).toEqual(['g1', 'g2', 'g3'])
  expect(told).toEqual(['record_invalid'])
  const [line = '', ...more] = (await readFile(join(outbox, 'refused.ndjson'), 'utf8')).trim().split('\n')
  expect(more).toEqual([])
  expect(JSON.parse(line)).toMatchObject({ event: { id: 'bad' }, reason: expect.stringContaining('check constraint') })
})

/** However short its patience is. */
async function sent(store: Store): Promise<void> {
  const flushed = () =>
    store.flush().then(
      () => 'sent',
      () => 'not yet',
    )
  await expect.poll(flushed, { timeout: 20_000 }).toBe('sent')
}
