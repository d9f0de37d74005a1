import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { cat } from '../../src/cli/cat.ts'
import { readErasureKey } from '../../src/cli/erasure-key.ts'
import { readUsage } from '../../src/cli/usage.ts'
import { erasureKey } from '../../src/storage/erasure/key.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { generationIds, readAll } from '../../src/testing/store/place.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { finetap, newFolder, newLog } from './finetap.ts'

const SECRET = 'of all stores'

describe('the key of erasures', () => {
  test('of a file, or of the environment: who was forgotten in one store stays forgotten in the other', async () => {
    const dir = await newLog([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    const log = jsonlStore(dir, { erasureKey: SECRET })
    await log.erase({ userId: 'u1' })
    await log.close()
    const key = join(dirname(dir), 'key')
    await writeFile(key, `${SECRET}\n`)
    const to = join(dirname(dir), 'chats.json')
    const first = await finetap(['copy', dir, to, '--erasure-key-file', key])
    expect(first).toMatchObject({ code: 0, stderr: 'finetap: 2 copied\n' })

    const late = await newLog([sampleGeneration('g3', { userId: 'u1' }), sampleGeneration('g4', { userId: 'u2' })])
    const second = await finetap(['copy', late, to, '--json'], { FINETAP_ERASURE_KEY: SECRET })
    expect(second).toMatchObject({ code: 0, stderr: 'finetap: 1 copied, 1 forgotten by the target\n' })
    expect(JSON.parse(second.stdout)).toMatchObject({ copied: 1, forgotten: 1, byType: { generation: 1 } })
    expect(generationIds(await readAll(lowdbStore(to, { erasureKey: SECRET })))).toEqual(['g2', 'g4'])
  })

  test('is the same one in a file, in the environment and in an option, whatever line feed it ends with', async () => {
    const key = join(await newFolder(), 'key')
    await writeFile(key, ` ${SECRET}\r\n`)
    const read = (args: readonly string[]) => readErasureKey(readUsage(cat, ['cat', ...args]))
    vi.stubEnv('FINETAP_ERASURE_KEY', `${SECRET}\n`)
    expect(await Promise.all([read([]), read(['--erasure-key-file', key])])).toEqual([SECRET, SECRET])
    vi.stubEnv('FINETAP_ERASURE_KEY', ' \n')
    expect(await read([])).toBeUndefined()
    expect(erasureKey(`${SECRET}\n`).id).toBe(erasureKey(SECRET).id)
    expect(erasureKey(`${SECRET}\n`).hmac('userId', 'u1')).toBe(erasureKey(SECRET).hmac('userId', 'u1'))
    vi.unstubAllEnvs()
  })

  test('has to be in the file that is named', async () => {
    const empty = join(await newFolder(), 'empty')
    await writeFile(empty, '\n')
    const read = (file: string) => readErasureKey(readUsage(cat, ['cat', '--erasure-key-file', file]))
    await expect(read(empty)).rejects.toThrow('is empty')
    await expect(read(`${empty}r`)).rejects.toThrow('cannot be read')
    expect(() => readUsage(cat, ['cat', '--erasure-key', SECRET])).toThrow('did you mean --erasure-key-file?')
  })
})
