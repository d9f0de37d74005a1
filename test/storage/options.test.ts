import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FinetapError } from '../../src/core/errors.ts'
import { copyEvents } from '../../src/storage/index.ts'
import { compactLog, jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore, openState } from '../../src/storage/lowdb/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { postgresStore } from '../../src/storage/postgres/index.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'

const URL_OF_NOBODY = 'postgres://app:hunter2@127.0.0.1:9/none'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'finetap-options-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** What JavaScript callers may pass, to each thing that takes options. */
const MAKERS: { readonly [owner: string]: (options: never) => unknown } = {
  jsonlStore: (options) => jsonlStore(join(folder, 'log'), options),
  sqliteStore: (options) => sqliteStore(join(folder, 'log.sqlite'), options),
  lowdbStore: (options) => lowdbStore(join(folder, 'log.json'), options),
  postgresStore: (options) => postgresStore(beside({ url: URL_OF_NOBODY, outbox: join(folder, 'outbox') }, options)),
  openState: (options) => openState(join(folder, 'state.json'), beside({ default: 1, version: 1 }, options)),
  compactLog: (options) => compactLog(join(folder, 'log'), options),
  copyEvents: (options) => copyEvents(beside({ from: memoryStore(), to: memoryStore() }, options)),
}

/** With what is asked for, so that it is refused for nothing else. */
function beside(needed: object, options: unknown): never {
  const isObject = typeof options === 'object' && options !== null
  return (isObject ? { ...needed, ...options } : options) as never
}

/** What it is refused with. */
async function refusal(make: () => unknown): Promise<unknown> {
  try {
    return await make()
  } catch (error) {
    return FinetapError.isInstance(error) ? { code: error.code, message: error.message } : error
  }
}

function refused(message: string): object {
  return { code: 'bad_option', message: expect.stringContaining(message) }
}

describe.each(Object.keys(MAKERS))('%s', (owner) => {
  const make = (options: unknown): unknown => MAKERS[owner]?.(options as never)

  test('refuses an option that it does not know', async () => {
    expect(await refusal(() => make({ colour: 'red' }))).toEqual(refused(`${owner} has no option colour`))
    expect(await refusal(() => make({ constructor: 1 }))).toEqual(refused(`${owner} has no option constructor`))
  })

  test.each([null, 'fast'])('refuses options that are none: %s', async (options) => {
    expect(await refusal(() => make(options))).toEqual(refused(`The options of ${owner} are`))
  })
})

test.each([
  ['jsonlStore', { durabilty: 'disk' }, 'did you mean durability?'],
  ['jsonlStore', { durability: 'dsk' }, 'durability is dsk'],
  ['jsonlStore', { segmentBytes: '1000' }, 'segmentBytes of jsonlStore is of type string'],
  ['jsonlStore', { worker: 'yes' }, 'worker of jsonlStore is of type string'],
  ['jsonlStore', { maintenance: { retention: { days: 3 } } }, 'retention has no option days'],
  ['jsonlStore', { maintenance: { compressAfterMs: -1 } }, 'compressAfterMs of maintenance is -1'],
  ['jsonlStore', { maintenance: { erasureKey: '' } }, 'erasureKey of maintenance is empty'],
  ['jsonlStore', { maintenance: true }, 'The options of maintenance are of type boolean'],
  ['sqliteStore', { durabilty: 'disk' }, 'did you mean durability?'],
  ['sqliteStore', { durability: 'memory' }, 'durability of sqliteStore is "memory". Fix: give one of process, disk'],
  ['sqliteStore', { durability: 'dsk' }, 'durability of sqliteStore is "dsk"'],
  ['sqliteStore', { durability: null }, 'durability of sqliteStore is null'],
  ['sqliteStore', { busyTimeoutMs: -1 }, 'busyTimeoutMs is -1'],
  ['lowdbStore', { limitbytes: 5 }, 'did you mean limitBytes?'],
  ['lowdbStore', { onDamage: 'log' }, 'onDamage of lowdbStore is of type string'],
  ['postgresStore', { onerror: () => {} }, 'did you mean onError?'],
  ['postgresStore', { outbox: '' }, 'an empty path'],
  ['postgresStore', { durability: 'dsk' }, 'durability is dsk'],
  ['postgresStore', { migrate: 'no' }, 'migrate of postgresStore is of type string'],
  ['openState', { version: undefined }, 'version is undefined'],
  ['compactLog', { compresAfterMs: 3 }, 'did you mean compressAfterMs?'],
  ['compactLog', { retention: 365 }, 'retention of compactLog is of type number. Fix: pass an object with ms or bytes'],
  ['compactLog', { retention: { days: 3 } }, 'use one of ms, bytes'],
  ['compactLog', { retention: { ms: Number.NaN } }, 'retention.ms of compactLog is NaN'],
  ['copyEvents', { onprogress: () => {} }, 'did you mean onProgress?'],
  ['copyEvents', { batch: '10' }, 'batch of copyEvents is of type string'],
  ['copyEvents', { from: undefined }, 'from of copyEvents is no store'],
  ['copyEvents', { to: './log' }, 'to of copyEvents is of type string'],
])('%s refuses %j: %s', async (owner, options, message) => {
  expect(await refusal(() => MAKERS[owner]?.(options as never))).toEqual(refused(message))
})

describe('an erasure key', () => {
  test.each(['jsonlStore', 'sqliteStore', 'lowdbStore', 'postgresStore', 'compactLog'])(
    'that everybody could guess is refused by %s',
    async (owner) => {
      for (const erasureKey of ['', ' \n', null, 17]) {
        expect(await refusal(() => MAKERS[owner]?.({ erasureKey } as never))).toEqual(
          refused(`erasureKey of ${owner} is`),
        )
      }
    },
  )
})

describe('a place', () => {
  const stores = { jsonlStore, sqliteStore, lowdbStore, openState, compactLog }

  test.each(Object.entries(stores))('that is no path is refused by %s', async (owner, make) => {
    const given = make as (place: unknown, options: object) => unknown
    const options = owner === 'openState' ? { default: 1, version: 1 } : {}
    expect(await refusal(() => given(undefined, options))).toEqual(
      refused(`${owner} was given no path. Fix: pass a path as a text`),
    )
    expect(await refusal(() => given('', options))).toEqual(refused(`${owner} was given an empty path`))
    expect(await refusal(() => given(17, options))).toEqual(refused(`${owner} was given a path that is of type number`))
    expect(await refusal(() => given(new URL('log', 'file:///chats/'), options))).toEqual(
      refused('pass a path: fileURLToPath(url)'),
    )
  })

  test.each([undefined, {}])('that is missing is told by postgresStore and copyEvents: %j', async (options) => {
    expect(await refusal(() => postgresStore(options as never))).toEqual(refused('postgresStore'))
    expect(await refusal(() => copyEvents(options as never))).toEqual(refused('copyEvents'))
  })

  test.each([
    [undefined, 'was given no url'],
    ['', 'was given no url'],
    ['hello hunter2', 'is none of PostgreSQL'],
    ['mysql://app:hunter2@db/app', 'is none of PostgreSQL'],
    ['postgres://app:hunter2#@db/app', 'cannot be read. Fix: write # / ? and @'],
    ['postgres://app:hunter2@db:port/app', 'cannot be read'],
  ])('that is no url of PostgreSQL is refused, and its password not repeated: %s', async (url, message) => {
    const told = await refusal(() => postgresStore({ url } as never))
    expect(told).toEqual(refused(message))
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })

  test.each([
    'postgresql://127.0.0.1/app',
    'postgres:///app?host=/run/postgresql',
    'postgres://app:p%23w@/app?host=/run/postgresql',
    'postgres://app:with space@[::1]:5432/app?sslmode=require',
  ])('of PostgreSQL is taken: %s', async (url) => {
    const store = postgresStore({ url, outbox: join(folder, 'empty') })
    expect(store.name).toBe('postgres (finetap)')
    await store.close()
  })
})

test('options that are undefined count as absent', async () => {
  const nothing = undefined
  const log = jsonlStore(join(folder, 'absent'), {
    durability: nothing,
    segmentBytes: nothing,
    segmentMs: nothing,
    worker: nothing,
    erasureKey: nothing,
    maintenance: { retention: nothing, compressAfterMs: nothing, erasureKey: nothing },
  })
  const stores = [
    log,
    sqliteStore(join(folder, 'absent.sqlite'), { durability: nothing, busyTimeoutMs: nothing, erasureKey: nothing }),
    lowdbStore(join(folder, 'absent.json'), { limitBytes: nothing, onDamage: nothing, erasureKey: nothing }),
  ]
  for (const store of stores) {
    await store.append([sampleGeneration('g1')])
    const read = { since: nothing, until: nothing, types: nothing, onDamage: nothing }
    expect(await Array.fromAsync(store.read(read))).toEqual([sampleGeneration('g1')])
    await store.close()
  }
  const compacted = await compactLog(join(folder, 'absent'), { retention: nothing, compressAfterMs: nothing })
  expect(compacted).toMatchObject({ busy: false, removed: 0, compressed: 0 })
  const copied = await copyEvents({ from: log, to: memoryStore(), batch: nothing, onProgress: nothing })
  expect(copied).toMatchObject({ copied: 1 })
})

test('an event in place of a list of events is refused', async () => {
  const event = sampleGeneration('alone') as never
  const stores = [
    jsonlStore(join(folder, 'list')),
    sqliteStore(join(folder, 'list.sqlite')),
    lowdbStore(join(folder, 'list.json')),
    memoryStore(),
  ]
  for (const store of stores) {
    await expect(store.append(event)).rejects.toMatchObject({ code: 'record_invalid' })
    expect(() => store.appendSync?.(event)).toThrow(expect.objectContaining({ code: 'record_invalid' }))
    await store.close()
  }
  expect(existsSync(join(folder, 'list'))).toBe(false)
})

test('a cursor of another memory store is refused where it is beyond all events', async () => {
  const [store, other] = [memoryStore(), memoryStore()]
  await store.append([sampleGeneration('g1'), sampleGeneration('g2')])
  await other.append([sampleGeneration('g3')])
  const after = (await Array.fromAsync(store.scan())).at(-1)?.cursor
  expect(await Array.fromAsync(store.scan({ after }))).toEqual([])
  await expect(Array.fromAsync(other.scan({ after }))).rejects.toMatchObject({ code: 'bad_option' })
})
