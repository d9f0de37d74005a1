import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRecorder, defaultRecorder } from '../../../src/default-recorder.ts'
import { compactLog, jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { readAll } from '../../../src/testing/store/place.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath } from './folder.ts'

const ELSEWHERE = [
  ['postgres://app:hunter2@127.0.0.1/chats', 'postgresStore({ url })'],
  ['"postgresql://app:hunter2@127.0.0.1/chats"', 'postgresStore({ url })'],
  ['mysql://app:hunter2@127.0.0.1/chats', 'name a directory'],
  ['file:///var/lib/hunter2', 'fileURLToPath'],
  ['./chats.sqlite', 'sqliteStore(file)'],
  ['./chats.SQLITE3', 'sqliteStore(file)'],
  ['x.db', 'sqliteStore(file)'],
  ['./data/chats.json', 'lowdbStore(file)'],
] as const

afterEach(() => void vi.unstubAllEnvs())

describe('a directory that is the address of another store', () => {
  test.for(ELSEWHERE)('such as %s is refused, with the store to take, and without its password', ([dir, fix]) => {
    const refusal = { code: 'bad_option', message: expect.stringMatching(/^(?!.*hunter2)/) }
    expect(() => jsonlStore(dir)).toThrow(expect.objectContaining(refusal))
    expect(() => jsonlStore(dir)).toThrow(fix)
    expect(() => createRecorder({ store: dir })).toThrow(expect.objectContaining(refusal))
    vi.stubEnv('FINETAP_DIR', dir)
    expect(() => createRecorder()).toThrow(fix)
  })

  test('is refused by compactLog', async () => {
    await expect(compactLog('postgres://app:hunter2@127.0.0.1/chats')).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringMatching(/^(?!.*hunter2)/),
    })
  })

  test('of the environment breaks no call: the recorder of the process is off, and says why', async () => {
    vi.stubEnv('FINETAP_DIR', 'postgres://app:hunter2@127.0.0.1/chats')
    const warned = once(process, 'warning')
    expect(defaultRecorder().enabled).toBe(false)
    const [warning] = (await warned) as [Error]
    expect(warning).toMatchObject({
      name: 'FinetapWarning',
      message: expect.stringContaining('postgresStore({ url })'),
    })
    expect(warning.message).not.toContain('hunter2')
  })
})

test('a directory may be named like a file when it is there, or ends with a slash', async () => {
  const dir = await newPath('archive.db')
  const made = jsonlStore(`${dir}/`)
  await made.append([sampleGeneration('g1')])
  await made.close()
  expect(await readAll(jsonlStore(dir))).toEqual([sampleGeneration('g1')])
  const empty = await newPath('chats.json')
  await mkdir(empty)
  expect(() => jsonlStore(empty)).not.toThrow()
})
