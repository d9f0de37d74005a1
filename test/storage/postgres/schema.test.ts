import { describe, expect, test } from 'vitest'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { scanAll } from '../../../src/testing/store/place.ts'
import { idsOf, idsOfAll, newSchema, openStore, useServer } from './server.ts'

const server = useServer()

describe('a cursor', () => {
  test('never passes a transaction that is open: what it commits late is neither missed nor repeated', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    await store.append([sampleGeneration('before')])
    const [before] = await scanAll(store)
    const late = await client()
    await late.query('BEGIN')
    await late.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [`finetap gate ${schema}`])
    await late.query(
      `INSERT INTO ${schema}.events (tx, seq, type, id, body)
       VALUES (pg_current_xact_id()::text::bigint, 0, 'generation', 'late', $1)`,
      [JSON.stringify(sampleGeneration('late'))],
    )
    await store.append([sampleGeneration('after')])
    await store.flush()
    const after = before?.cursor ?? ''
    expect(await scanAll(store, { after })).toEqual([])
    await late.query('COMMIT')
    const rest = await scanAll(store, { after })
    expect(rest.map(({ event }) => event.id)).toEqual(['late', 'after'])
    expect(await scanAll(store, { after: rest.at(-1)?.cursor ?? '' })).toEqual([])
  })

  test('is not held up by transactions that others have open', async () => {
    const { url, client } = server()
    const { store } = await openStore({ url })
    const other = await client()
    await other.query('BEGIN')
    await other.query('CREATE TEMP TABLE mine (n integer)')
    await store.append([sampleGeneration('g1')])
    expect(await idsOf(store)).toEqual(['g1'])
    await other.query('ROLLBACK')
  })
})

describe('the tables', () => {
  test('are made once, by however many servers that start at once', async () => {
    const { url, client } = server()
    const schema = newSchema()
    const opened = await Promise.all(Array.from({ length: 8 }, () => openStore({ url, schema })))
    await Promise.all(
      opened.map(async ({ store }, index) => {
        await store.append(sampleConversation(`w${index}`, 20))
        await store.flush()
      }),
    )
    const versions = await (await client()).query(`SELECT version FROM ${schema}.migrations`)
    expect(versions.rows).toEqual([{ version: 1 }, { version: 2 }])
    const ids = await idsOf(opened[0]?.store ?? fail())
    expect(ids.length).toBe(160)
    for (let index = 0; index < 8; index += 1) {
      expect(ids.filter((id) => id.startsWith(`w${index}-`))).toEqual(idsOfAll(sampleConversation(`w${index}`, 20)))
    }
  })

  test('are made once, also by servers that have all looked before there was a schema', async () => {
    const { url, client } = server()
    const schema = newSchema()
    const admin = await client()
    await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`finetap migration ${schema}`])
    const opened = await Promise.all(Array.from({ length: 4 }, () => openStore({ url, schema })))
    const read = Promise.all(opened.map(({ store }) => idsOf(store)))
    const waiting = `SELECT count(*)::integer AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`
    await expect.poll(async () => (await admin.query(waiting)).rows[0]?.count, { timeout: 5_000 }).toBe(4)
    await admin.query('SELECT pg_advisory_unlock_all()')
    expect(await read).toEqual([[], [], [], []])
  })

  test('are partitioned by month, and events without a time have a place', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    await store.append([
      sampleGeneration('january', { startedAt: '2026-01-31T23:59:59.999Z' }),
      sampleGeneration('february', { startedAt: '2026-02-01T00:00:00.000Z' }),
      { v: 1, type: 'other', id: 'timeless', kind: 'weather', value: { v: 1, type: 'weather', id: 'timeless' } },
    ])
    await store.flush()
    const { rows } = await (await client()).query(`SELECT id, tableoid::regclass::text AS place FROM ${schema}.events`)
    expect(Object.fromEntries(rows.map(({ id, place }) => [id, place]))).toEqual({
      january: `${schema}.events_2026_01`,
      february: `${schema}.events_2026_02`,
      timeless: `${schema}.events_other`,
    })
  })

  test('of a later version are refused, with the fix, and append goes on', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    await store.append([sampleGeneration('g1')])
    await store.flush()
    await (await client()).query(`INSERT INTO ${schema}.migrations VALUES (99, now())`)
    const { store: other } = await openStore({ url, schema, patienceMs: 100 })
    await other.append([sampleGeneration('g2')])
    await expect(other.flush()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('update finetap'),
    })
  })
})

test('a database that cannot hold all texts is refused, with the fix, before anything is made in it', async () => {
  const { url, client } = server()
  const [schema, admin] = [newSchema(), await client()]
  await admin.query(`CREATE DATABASE ${schema} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
  const narrow = url.replace(/postgres$/, schema)
  const { store } = await openStore({ url: narrow, schema })
  await store.append([sampleGeneration('g1')])
  const refused = { code: 'store_unwritable', message: expect.stringMatching(/LATIN1.*Fix: .*ENCODING 'UTF8'/) }
  await expect(store.flush()).rejects.toMatchObject(refused)
  await expect(idsOf(store)).rejects.toMatchObject(refused)
  const { rows } = await (await client(narrow)).query(`SELECT 1 FROM pg_namespace WHERE nspname = $1`, [schema])
  expect(rows).toEqual([])
})

test('roles may do what the documentation grants them, and no more', async () => {
  const { url, urlOf, client } = server()
  const { store, schema } = await openStore({ url })
  await store.append([sampleGeneration('g1', { userId: 'u1' })])
  await store.flush()
  const admin = await client()
  await admin.query(`
    CREATE ROLE ${schema}_app LOGIN PASSWORD 'app'; CREATE ROLE ${schema}_reader LOGIN PASSWORD 'reader';
    GRANT USAGE ON SCHEMA ${schema} TO ${schema}_app, ${schema}_reader;
    GRANT SELECT ON ${schema}.migrations, ${schema}.secrets, ${schema}.erasures TO ${schema}_app, ${schema}_reader;
    GRANT INSERT ON ${schema}.events, ${schema}.erasures TO ${schema}_app;
    GRANT SELECT, INSERT ON ${schema}.keys TO ${schema}_app;
    GRANT SELECT, INSERT, UPDATE ON ${schema}.outboxes TO ${schema}_app;
    GRANT EXECUTE ON FUNCTION ${schema}.add_month, ${schema}.bases TO ${schema}_app;
    GRANT SELECT ON ${schema}.events TO ${schema}_reader`)
  const app = await openStore({ url: urlOf(`${schema}_app`, 'app'), schema, migrate: false, patienceMs: 500 })
  await app.store.append([sampleGeneration('g2', { startedAt: '2031-05-01T00:00:00.000Z' })])
  await app.store.flush()
  const [first, ...more] = sampleConversation('a', 3, { userId: 'u1' })
  await app.store.append([first ?? fail()])
  await app.store.flush()
  await app.store.append(more)
  await app.store.flush()
  await expect(idsOf(app.store)).rejects.toMatchObject({ code: 'store_failed' })
  await expect(app.store.erase({ userId: 'u1' })).rejects.toMatchObject({ code: 'store_failed' })
  const reader = await openStore({ url: urlOf(`${schema}_reader`, 'reader'), schema, migrate: false, patienceMs: 500 })
  expect(await idsOf(reader.store)).toEqual(['g1', 'g2', 'a-0', 'a-1', 'a-2'])
  await reader.store.append([sampleGeneration('g3')])
  await expect(reader.store.flush()).rejects.toMatchObject({ code: 'store_failed' })
  expect(await idsOf(store)).toEqual(['g1', 'g2', 'a-0', 'a-1', 'a-2'])
  const { rows } = await admin.query(`SELECT count(*)::int AS linked FROM ${schema}.events WHERE base IS NOT NULL`)
  expect(rows).toEqual([{ linked: 2 }])
  await admin.query(`
    CREATE ROLE ${schema}_eraser LOGIN PASSWORD 'eraser' IN ROLE ${schema}_reader;
    GRANT INSERT, UPDATE, DELETE ON ${schema}.events TO ${schema}_eraser;
    GRANT INSERT ON ${schema}.erasures TO ${schema}_eraser; GRANT SELECT, INSERT ON ${schema}.keys TO ${schema}_eraser`)
  const eraser = await openStore({ url: urlOf(`${schema}_eraser`, 'eraser'), schema, migrate: false })
  expect((await eraser.store.erase({ generationId: 'a-1' })).rewritten).toBe(1)
  expect(await idsOf(store)).toEqual(['g1', 'g2', 'a-0', 'a-2', expect.any(String)])
})

test('a role that may not look for bases appends as before', async () => {
  const { url, urlOf, client } = server()
  const { store, schema } = await openStore({ url })
  await store.append([sampleGeneration('g1')])
  await store.flush()
  await (
    await client()
  ).query(`
    CREATE ROLE ${schema}_old LOGIN PASSWORD 'old'; GRANT USAGE ON SCHEMA ${schema} TO ${schema}_old;
    GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO ${schema}_old`)
  const old = await openStore({ url: urlOf(`${schema}_old`, 'old'), schema, migrate: false })
  const turns = sampleConversation('a', 3)
  for (const turn of turns) {
    await old.store.append([turn])
    await old.store.flush()
  }
  expect(await idsOf(old.store)).toEqual(['g1', ...idsOfAll(turns)])
})

function fail(): never {
  throw new Error('there is no store')
}
