import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textField } from '../../src/core/field.ts'
import { postgresStore } from '../../src/storage/postgres/index.ts'
import { sampleConversation, sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { newOutbox, newSchema, NOBODY, useServer } from '../storage/postgres/server.ts'
import { finetap, linesOf, newFolder, newLog } from './finetap.ts'

const server = useServer()

async function schemas(): Promise<readonly string[]> {
  const { rows } = await (
    await server().client()
  ).query(
    `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`,
  )
  return rows.map(({ nspname }) => String(nspname))
}

describe('finetap and PostgreSQL', () => {
  test('what only reads or forgets makes no tables where there are none', async () => {
    const { url } = server()
    const before = await schemas()
    const missing = expect.stringContaining('There is no log in the schema finetap of this database')
    const forget = ['forget', url, '--user', 'u']
    const runs = [['cat', url], [...forget, '--dry-run'], forget].map((args) => finetap(args))
    const [read, counted, forgotten] = await Promise.all(runs)
    expect(read).toEqual({ code: 3, stdout: '', stderr: missing })
    expect(counted).toMatchObject({ code: 1, stderr: missing })
    expect(forgotten).toMatchObject({ code: 1, stderr: missing })
    expect(await schemas()).toEqual(before)
  })

  test('?schema= names the schema, for all verbs', async () => {
    const { url } = server()
    const schema = newSchema()
    const address = `${url}?schema=${schema}&application_name=cli`
    const events = sampleConversation('a', 3, { conversationId: 'a' })
    const copied = await finetap(['copy', await newLog(events), address])
    expect(copied).toMatchObject({ code: 0, stderr: 'finetap: 3 copied\n' })
    expect(await schemas()).toEqual([schema])
    expect(linesOf((await finetap(['cat', address])).stdout)).toEqual(events)
    expect((await finetap(['forget', address, '--conversation', 'a'])).code).toBe(0)
    const store = postgresStore({ url, schema, outbox: await newOutbox() })
    expect((await Array.fromAsync(store.read())).map(({ type }) => type)).toEqual(['erasure'])
    await store.close()
  })

  test('that is down is said so, with a fix that helps who reads, erases or copies', async () => {
    const from = await newLog([sampleGeneration('g1')])
    for (const args of [
      ['cat', NOBODY],
      ['forget', NOBODY, '--user', 'u'],
      ['copy', from, NOBODY],
    ]) {
      const { code, stderr } = await finetap(args)
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('The database postgres://') })
      expect(stderr).toContain('look whether PostgreSQL runs there')
      expect(stderr).not.toContain('outbox')
    }
  })

  test('counts what the database refuses, goes on, keeps it, and does not say that all is well', async () => {
    const { url, client } = server()
    const schema = newSchema()
    const address = `${url}?schema=${schema}`
    expect((await finetap(['copy', await newLog([sampleGeneration('g0')]), address])).code).toBe(0)
    await (await client()).query(`ALTER TABLE ${schema}.events ADD CHECK (user_id <> 'nobody')`)
    const user = { userId: 'nobody' }
    const events = ['g1', 'bad1', 'g2', 'bad2', 'g3'].map((id) =>
      sampleGeneration(id, id.startsWith('bad') ? user : {}),
    )
    const temporary = await newFolder()
    const args = ['copy', await newLog(events), address, '--json', '--batch', '3']
    const { code, stdout, stderr } = await finetap(args, { TMPDIR: temporary })
    const [name = ''] = await readdir(temporary)
    const kept = join(temporary, name, 'refused.ndjson')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      copied: 3,
      refused: 2,
      byType: { generation: 3 },
      refusals: [
        { id: 'bad1', keptIn: kept, why: expect.stringContaining('violates check constraint') },
        { id: 'bad2', keptIn: kept },
      ],
    })
    expect(stderr).toContain('finetap: 3 copied, 2 refused')
    expect(stderr).toContain(`what was refused is kept in ${kept}`)
    expect(linesOf(await readFile(kept, 'utf8'))).toMatchObject([{ event: events[1] }, { event: events[3] }])
    const ids = linesOf((await finetap(['cat', address])).stdout).map((event) => textField(event, 'id'))
    expect(ids).toEqual(['g0', 'g1', 'g2', 'g3'])
  })
})
