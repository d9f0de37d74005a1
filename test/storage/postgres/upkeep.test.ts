import { readdir, readFile, utimes, writeFile, appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { erasureKey } from '../../../src/storage/erasure/key.ts'
import { planErasure } from '../../../src/storage/erasure/plan.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { NOON, sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { idsOf, idsOfAll, newAbandonedOutbox, newOutbox, newSchema, openStore, useServer } from './server.ts'

const server = useServer()
const logs = async (dir: string) => (await readdir(dir)).filter((name) => name.includes('.jsonl'))

test('a refused row of an erased person goes too, also in the outbox of another server', async () => {
  const { url, client } = server()
  const { store, schema, outbox } = await openStore({ url })
  const other = await openStore({ url, schema })
  await store.flush()
  await store.append([sampleGeneration('g1', { userId: 'u1' })])
  await store.flush()
  await (await client()).query(`ALTER TABLE ${schema}.events ADD CHECK (id NOT LIKE 'bad%')`)
  await store.append([sampleGeneration('bad1', { userId: 'u1' }), sampleGeneration('bad2', { userId: 'u2' })])
  await other.store.append([sampleGeneration('bad3', { userId: 'u1' }), sampleGeneration('bad4', { userId: 'u2' })])
  await store.flush()
  await other.store.flush()
  const refused = async (dir: string) =>
    (await readFile(join(dir, 'refused.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event.id)
  expect(await refused(outbox)).toEqual(['bad1', 'bad2'])
  await store.erase({ userId: 'u1' })
  expect(await refused(outbox)).toEqual(['bad2'])
  await other.store.append([sampleGeneration('g9')])
  await other.store.flush()
  expect(await refused(other.outbox)).toEqual(['bad4'])
})

test('a batch that fails behind a refused row sets it aside once, and tells once', async () => {
  const { url, client } = server()
  const told: string[] = []
  const { store, schema, outbox } = await openStore({ url, onError: ({ code }) => told.push(code) })
  await store.append([sampleGeneration('g1')])
  await store.flush()
  const admin = await client()
  await admin.query(`ALTER TABLE ${schema}.events ADD CHECK (id <> 'bad')`)
  await admin.query(`ALTER TABLE ${schema}.outboxes RENAME COLUMN at TO later`)
  await store.append([sampleGeneration('bad'), { v: 1, type: 'other', id: '', kind: 'w', value: { v: 1, type: 'w' } }])
  const flushed = store.flush()
  const aside = () => readFile(join(outbox, 'refused.ndjson'), 'utf8').catch(() => '')
  await expect.poll(aside).not.toBe('')
  await admin.query(`ALTER TABLE ${schema}.outboxes RENAME COLUMN later TO at`)
  await flushed
  const text = await readFile(join(outbox, 'refused.ndjson'), 'utf8')
  expect(text.trim().split('\n').length).toBe(1)
  expect(told.filter((code) => code === 'record_invalid').length).toBe(1)
})

test('what a dead process has left is sent and removed, with its torn end in quarantine', async () => {
  const { url } = server()
  const schema = newSchema()
  const outbox = await newAbandonedOutbox(schema, 30)
  const [name = ''] = await logs(outbox)
  expect(name).toContain('.open.jsonl')
  await appendFile(join(outbox, name), '{"torn')
  const old = new Date(Date.now() - 600_000)
  await utimes(join(outbox, name), old, old)
  const { store } = await openStore({ url, schema, outbox })
  await store.flush()
  expect(await logs(outbox)).toEqual([])
  expect(await idsOf(store)).toEqual(idsOfAll(sampleConversation('a', 30)))
  expect((await readdir(join(outbox, 'quarantine'))).length).toBe(1)
})

test('which erasures an outbox has seen is forgotten with the last of its files, and holds on', async () => {
  const { url } = server()
  const { store, schema, outbox } = await openStore({ url })
  const other = await openStore({ url, schema, outbox })
  await store.append([sampleGeneration('g1', { userId: 'u1' })])
  await other.store.append([sampleGeneration('g2', { userId: 'u2' })])
  expect((await store.erase({ userId: 'u1' })).hidden).toBe(1)
  await store.close()
  expect(await readdir(outbox)).toContain('erasure.mark')
  await other.store.close()
  expect((await readdir(outbox)).filter((name) => name.startsWith('erasure'))).toEqual(['erasure.key'])
  const { store: next } = await openStore({ url, schema, outbox })
  await next.append([sampleGeneration('g3', { userId: 'u1' }), sampleGeneration('g4')])
  expect((await idsOf(next)).filter((id) => id.startsWith('g'))).toEqual(['g2', 'g4'])
  expect((await next.erase({ generationId: 'g4' })).hidden).toBe(1)
  await next.close()
  expect(await readdir(outbox)).not.toContain('erasure.mark')
})

test('merged and compressed files are sent and removed, with blobs', async () => {
  const { url } = server()
  const [schema, outbox] = [newSchema(), await newOutbox()]
  const big = 'x'.repeat(400_000)
  const turns = sampleConversation('a', 12)
  for (let i = 0; i < 12; i += 4) {
    const log = jsonlStore(outbox, { maintenance: false })
    await log.append([
      ...turns.slice(i, i + 4),
      sampleGeneration(`big${i}`, {
        request: { responseFormat: { type: 'json', name: big.slice(0, 9000 + i) } },
      }),
    ])
    await log.close()
  }
  await compact(outbox, { compressAfterMs: Number.POSITIVE_INFINITY })
  const log = jsonlStore(outbox, { maintenance: false })
  await log.append(sampleConversation('b', 3))
  await log.close()
  await compact(outbox, { compressAfterMs: 0, smallBytes: 0 })
  const names = await logs(outbox)
  expect(names.length).toBe(2)
  const { store } = await openStore({ url, schema, outbox })
  await store.flush()
  expect(await logs(outbox)).toEqual([])
  expect((await readdir(join(outbox, 'blobs')).catch(() => [])).length).toBe(0)
  expect((await idsOf(store)).length).toBe(18)
})

test('a damaged file stays, also when the next process has not met the damage', async () => {
  const { url } = server()
  const [schema, outbox] = [newSchema(), await newOutbox()]
  const log = jsonlStore(outbox, { maintenance: false })
  await log.append(sampleConversation('a', 5))
  await log.close()
  const [name = ''] = await logs(outbox)
  const path = join(outbox, name)
  const lines = (await readFile(path, 'utf8')).split('\n')
  lines[4] = (lines[4] ?? '').replace('a-', 'b-')
  await writeFile(path, lines.join('\n'))
  const told: string[] = []
  for (let round = 0; round < 2; round += 1) {
    const { store } = await openStore({ url, schema, outbox, onError: ({ message }) => told.push(message) })
    await store.append([sampleGeneration(`n${round}`)])
    await store.flush()
    await store.flush()
    await store.close()
  }
  expect(await logs(outbox)).toEqual([name])
  expect(told.length).toBe(2)
})

test('an erasure that is appended removes rows', async () => {
  const { url, client } = server()
  const { store, schema } = await openStore({ url, erasureKey: 'secret' })
  const other = await openStore({ url, schema, erasureKey: 'secret' })
  const long = 'ü"'.repeat(600)
  const events: readonly LogEvent[] = [
    sampleGeneration('g1', { userId: 'u"1' }),
    sampleGeneration('g2', { userId: 'u2' }),
    sampleGeneration('g3', { tenantId: long }),
    sampleGeneration('g4', { conversationId: 'c1' }),
    sampleFeedback('f1', 'g1'),
    sampleFeedback('f2', 'g2'),
    { v: 1, type: 'review', id: 'r4', at: NOON, target: { conversationId: 'c1' }, decision: 'approve' },
    sampleGeneration('g5', { userId: 'clear' }),
    sampleGeneration('g6', { tenantId: 'sha256:x' }),
  ]
  await store.append(events)
  await store.flush()
  const key = erasureKey('secret')
  const erasures = [{ userId: 'u"1' }, { tenantId: long }, { conversationId: 'c1' }].map((selector) =>
    planErasure({ selector, key, reason: undefined }).event(),
  )
  const at = new Date().toISOString()
  await other.store.append([
    ...erasures,
    { v: 1, type: 'erasure', id: 'e', at, selector: { userId: 'clear' } },
    sampleGeneration('again', { userId: 'u"1' }),
  ])
  await other.store.flush()
  const { rows } = await (await client()).query(`SELECT id FROM ${schema}.events WHERE type <> 'erasure' ORDER BY id`)
  expect(rows.map(({ id }) => id)).toEqual(['f1', 'f2', 'g2', 'g6'])
})

test('what was erased before the app gave a key of its own stays erased', async () => {
  const { url, client } = server()
  const { store, schema } = await openStore({ url })
  await store.append([sampleGeneration('g1', { userId: 'u1' })])
  expect((await store.erase({ userId: 'u1' })).rewritten).toBe(1)
  await store.close()
  const admin = await client()
  const { rows: secrets } = await admin.query(`SELECT value FROM ${schema}.secrets`)
  const key = erasureKey(String(secrets[0]?.value))
  const { store: keyed } = await openStore({ url, schema, erasureKey: 'given later' })
  const later = new Date(Date.now() + 1_000).toISOString()
  await keyed.append([
    sampleGeneration('g2', { userId: 'u1' }),
    sampleGeneration('g3', { userId: 'u1', startedAt: later }),
    sampleGeneration('g4', { userId: 'u2' }),
  ])
  const generations = `SELECT id FROM ${schema}.events WHERE type = 'generation' ORDER BY id`
  await keyed.flush()
  expect((await admin.query(generations)).rows).toEqual([{ id: 'g3' }, { id: 'g4' }])
  // One that is appended, such as by a copy.
  await keyed.append([planErasure({ selector: { userId: 'u2' }, key, reason: undefined }).event()])
  await keyed.flush()
  expect((await admin.query(generations)).rows).toEqual([{ id: 'g3' }])
  expect((await keyed.erase({ userId: 'u1' })).rewritten).toBe(1)
  expect((await admin.query(generations)).rows).toEqual([])
})

test('a passing store_failed of the outbox is tried again; a schema of a later version is not', async () => {
  const { createShipper } = await import('../../../src/storage/postgres/shipper.ts')
  const { FinetapError } = await import('../../../src/core/errors.ts')
  const { finalError } = await import('../../../src/storage/postgres/errors.ts')
  let runs = 0
  const fails = new FinetapError('store_failed', { what: 'x', fix: 'y' })
  await createShipper(
    async () => {
      runs += 1
      if (runs < 3) throw fails
    },
    () => {},
  ).settle(5000)
  expect(runs).toBe(3)
  runs = 0
  await expect(
    createShipper(
      async () => {
        runs += 1
        throw finalError(fails)
      },
      () => {},
    ).settle(5000),
  ).rejects.toBe(fails)
  expect(runs).toBe(1)
})

test('outboxSize', async () => {
  const { outboxSize } = await import('../../../src/storage/postgres/outbox-size.ts')
  const { mkdir, link } = await import('node:fs/promises')
  const dir = await newOutbox()
  await mkdir(join(dir, 'blobs', 'x'), { recursive: true })
  await writeFile(join(dir, 'a'), 'aaa')
  await writeFile(join(dir, 'blobs', 'x', 'one'), 'bbbbb')
  await link(join(dir, 'blobs', 'x', 'one'), join(dir, 'blobs', 'x', 'two'))
  expect(await outboxSize(dir)).toBe(8)
  expect(await outboxSize(join(dir, 'no'))).toBe(0)
})

test('a log that has lost the key of its erasures is neither read nor erased under a key that everybody knows', async () => {
  const { url, client } = server()
  const { store, schema } = await openStore({ url })
  await store.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
  await store.erase({ userId: 'u1' })
  await store.close()
  await (await client()).query(`DELETE FROM ${schema}.secrets`)
  const { store: lost } = await openStore({ url, schema, migrate: false })
  await expect(Array.fromAsync(lost.read())).rejects.toMatchObject({ code: 'source_unreadable' })
  await expect(lost.erase({ userId: 'u2' })).rejects.toMatchObject({ code: expect.any(String) })
  const { store: keyed } = await openStore({ url, schema, migrate: false, erasureKey: 'kept elsewhere' })
  const seen = await Array.fromAsync(keyed.read({ types: ['generation'] }))
  expect(seen.map(({ id }) => id)).toEqual(['g2'])
})
