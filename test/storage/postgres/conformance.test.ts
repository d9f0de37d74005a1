import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { postgresStore } from '../../../src/storage/postgres/index.ts'
import { testStore, type StorePlace } from '../../../src/testing/index.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'

let server: TestPostgres
let places = 0

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.dispose())

testStore({ name: 'postgresStore', create }, { describe, test })

async function create(): Promise<StorePlace> {
  const outbox = await mkdtemp(join(tmpdir(), 'finetap-'))
  places += 1
  const schema = `place_${places}`
  const open = () => postgresStore({ url: server.url, outbox, schema })
  return {
    store: open(),
    reopen: open,
    damage: (id) =>
      withClient((client) => client.query(`UPDATE ${schema}.events SET body = left(body, -1) WHERE id = $1`, [id])),
    // The tables go with the server.
    dispose: () => rm(outbox, { recursive: true }),
  }
}

async function withClient(body: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(server.url)
  await client.connect()
  try {
    await body(client)
  } finally {
    await client.end()
  }
}
