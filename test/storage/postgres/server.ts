import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Store } from '../../../src/core/store.ts'
import { postgresStore, type PostgresStoreOptions } from '../../../src/storage/postgres/index.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { start } from '../jsonl/child.ts'

export type TestServer = TestPostgres & { readonly client: (url?: string) => Promise<pg.Client> }

/** One server for the tests of a file. */
export function useServer(): () => TestServer {
  let server: TestPostgres | undefined
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.dispose())
  return () => {
    const started = server
    if (started === undefined) throw new Error('the server runs only while tests run')
    return { ...started, client: (url = started.url) => connect(url) }
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  // It may be cut off when the server stops.
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end().catch(() => {}))
  return client
}

let schemas = 0

export type Opened = { readonly store: Store; readonly schema: string; readonly outbox: string }

/** A store with a schema and an outbox of its own, unless told otherwise. Closed when the test has ended. */
export async function openStore(options: Partial<PostgresStoreOptions> & { readonly url: string }): Promise<Opened> {
  const outbox = options.outbox ?? (await newOutbox())
  const schema = options.schema ?? newSchema()
  const store = postgresStore({ patienceMs: 5_000, ...options, outbox, schema })
  onTestFinished(() => store.close().catch(() => {}))
  return { store, schema, outbox }
}

export function newSchema(): string {
  schemas += 1
  return `test_${process.pid}_${schemas}`
}

export async function newOutbox(): Promise<string> {
  const outbox = await mkdtemp(join(tmpdir(), 'finetap-'))
  onTestFinished(() => rm(outbox, { recursive: true, force: true }))
  return outbox
}

export const PROGRAM: string = fileURLToPath(new URL('./appending-process.ts', import.meta.url))
/** A port at which nobody listens. */
export const NOBODY = 'postgres://nobody@127.0.0.1:9/none'

/** An outbox with the first turns of the conversation `a`, by a process that was killed while it waited for a database. */
export async function newAbandonedOutbox(schema: string, turns: number): Promise<string> {
  const outbox = await newOutbox()
  const writer = start(process.execPath, [PROGRAM, NOBODY, schema, outbox, 'a', String(turns), 'stay'])
  await writer.said(turns)
  writer.process.kill('SIGKILL')
  await writer.ended
  return outbox
}

export async function idsOf(store: Store): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { id } of store.read()) ids.push(id)
  return ids
}

export function idsOfAll(events: readonly LogEvent[]): readonly string[] {
  return events.map(({ id }) => id)
}
