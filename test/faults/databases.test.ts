import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '../../src/core/store.ts'
import { createRecorder } from '../../src/middleware/recorder.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { start } from '../storage/jsonl/child.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { assertCounts, readAllOf } from '../support/faults/accounts.ts'
import { namesOf, record } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { startPostgres } from '../support/postgres.ts'

/** Holds the write lock of a database until it is killed. */
const HOLDER = `
  const { DatabaseSync } = require('node:sqlite')
  const database = new DatabaseSync(process.argv[1])
  database.exec('BEGIN IMMEDIATE')
  console.log('locked')
  setInterval(() => {}, 1_000)
`

describe('a PostgreSQL that dies in the middle of a batch', () => {
  test('has each call once when it has come back, and no call fails meanwhile', async () => {
    const server = await startPostgres()
    onTestFinished(() => server.dispose())
    const place = await newPath()
    const errors: Error[] = []
    const options = { place, url: server.url }
    const recorder = createRecorder({
      store: await openStore('postgres', options),
      onError: (error) => errors.push(error),
    })
    for (let number = 0; number < 100; number += 1) record(recorder, `call ${number}`)
    await recorder.flush()
    await dieInABatch(server, () => {
      for (let number = 100; number < 200; number += 1) record(recorder, `call ${number}`, 500)
    })
    for (let number = 200; number < 300; number += 1) record(recorder, `call ${number}`)
    // The outbox takes them, wherever the database is.
    await vi.waitFor(() => expect(recorder.stats()).toMatchObject({ written: 300, queued: { count: 0 } }), 5_000)
    await server.start()
    await recorder.close()
    const { names, damages } = await readClosed(await openStore('postgres', options))
    expect({ names, damages, errors }).toEqual({ names: calls(300), damages: [], errors: [] })
    expect(await rowsIn(server.url)).toBe(300)
    assertCounts(300, recorder.stats(), names.length)
  })
})

describe('a SQLite file that another process has locked', () => {
  test('costs nothing when it is unlocked in time', async () => {
    const { file, recorder } = await recordInto()
    const holder = await lock(file)
    for (let number = 20; number < 60; number += 1) record(recorder, `call ${number}`)
    await vi.waitFor(() => expect(recorder.stats().failed).toBeGreaterThan(0), 5_000)
    holder.process.kill('SIGKILL')
    await recorder.close()
    const { names, damages } = await readClosed(sqliteStore(file))
    expect({ names, damages }).toEqual({ names: calls(60), damages: [] })
    assertCounts(60, recorder.stats(), names.length)
  })

  test('costs what was given meanwhile when it is not, counted to the last', async () => {
    const { file, recorder } = await recordInto()
    const holder = await lock(file)
    for (let number = 20; number < 60; number += 1) record(recorder, `call ${number}`)
    await recorder.flush()
    expect(recorder.stats()).toMatchObject({ written: 20, dropped: { store_failed: 40 } })
    holder.process.kill('SIGKILL')
    await holder.ended
    // It waits for a while before it tries again: this is counted too.
    for (let number = 60; number < 70; number += 1) record(recorder, `call ${number}`)
    await recorder.close()
    const { names, damages } = await readClosed(sqliteStore(file))
    expect({ names, damages }).toEqual({ names: calls(20), damages: [] })
    assertCounts(70, recorder.stats(), names.length)
  })
})

/** A recorder over a database that waits hardly for others, and has 20 calls. */
async function recordInto() {
  const place = await newPath()
  await mkdir(place)
  const file = join(place, 'log.sqlite')
  const recorder = createRecorder({ store: sqliteStore(file, { busyTimeoutMs: 20 }), onError() {} })
  for (let number = 0; number < 20; number += 1) record(recorder, `call ${number}`)
  await recorder.flush()
  return { file, recorder }
}

async function lock(file: string) {
  const holder = start(process.execPath, ['-e', HOLDER, file], { stdio: 'ignore' })
  await holder.said(1)
  return holder
}

type Server = Awaited<ReturnType<typeof startPostgres>>

/** Stops the server while a batch that was begun waits for a lock. */
async function dieInABatch({ url, stop }: Server, give: () => void): Promise<void> {
  const [locking, looking] = [await connect(url), await connect(url)]
  await locking.query('BEGIN')
  await locking.query('LOCK TABLE finetap.events IN EXCLUSIVE MODE')
  give()
  await vi.waitFor(async () => {
    const { rowCount } = await looking.query('SELECT 1 FROM pg_locks WHERE NOT granted')
    expect(rowCount).toBeGreaterThan(0)
  }, 5_000)
  await stop()
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  // It is torn off with the server.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function rowsIn(url: string): Promise<number> {
  const client = await connect(url)
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM finetap.events')
  await client.end()
  return rows[0]?.count ?? 0
}

async function readClosed(store: Store) {
  const { events, damages } = await readAllOf(store)
  await store.close()
  return { names: namesOf(events), damages }
}

function calls(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `call ${number}`)
}
