import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { prompt, textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, onlySegment, readout } from './folder.ts'
import { EAGER, segmentOf } from './maintaining.ts'

/** The line of a writer that was killed in the middle of it, as a file that still looks alive. */
async function tornOff(dir: string, bytes: number): Promise<void> {
  const path = await onlySegment(dir)
  await truncate(path, (await readFile(path)).length - bytes)
  await rename(path, path.replace('.jsonl', '.open.jsonl'))
}

describe('erasing what cannot be read', () => {
  test.for([
    ['user', { userId: 'gone "u\u2028"' }],
    ['tenant', { tenantId: 'gone t1' }],
    ['conversation', { conversationId: 'gone c1' }],
    ['generation', { generationId: 'gone-torn' }],
  ] as const)('a torn line goes from the quarantine, whoever knows of its %s by a hash only', async ([, selector]) => {
    const dir = await newPath()
    const labels = { userId: 'gone "u\u2028"', tenantId: 'gone t1', conversationId: 'gone c1' }
    await segmentOf(dir, [turnOf('stays', 'u2'), sampleGeneration('gone-torn', labels)])
    await tornOff(dir, 30)
    const store = jsonlStore(dir)
    await store.erase(selector)
    await store.close()
    expect(await textsWithoutErasures(dir)).toContain('gone')
    // Its writer counts as dead only now: the line comes into the quarantine, and goes from there.
    await compact(dir, EAGER)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    expect((await readout(jsonlStore(dir), { types: ['generation'] })).events).toEqual([turnOf('stays', 'u2')])
  })

  test.for(['gone alice', 'gone "bob', 'GONE\\'])(
    'a torn line of %s that comes behind a finished erasure does not stay in the quarantine',
    async (userId) => {
      const dir = await newPath()
      const store = jsonlStore(dir)
      await store.append([turnOf('first', userId), turnOf('stays', 'u2')])
      await store.erase({ userId })
      await store.close()
      await compact(dir, EAGER)
      const whole = await newPath()
      await segmentOf(whole, [{ ...turnOf('late', userId), turnId: 'another' }])
      const line = await readFile(await onlySegment(whole))
      await writeFile(join(dir, '20200131T090000123Z-4711-5f0a93c27e.open.jsonl'), line.subarray(0, -30))
      await compact(dir, EAGER)
      expect(await textsWithoutErasures(dir)).not.toContain('late')
    },
  )

  test('a torn line of somebody else stays in the quarantine', async () => {
    const dir = await newPath()
    await segmentOf(dir, [turnOf('first', 'u1'), turnOf('torn', 'u2')])
    await tornOff(dir, 30)
    const store = jsonlStore(dir)
    await store.erase({ userId: 'u1' })
    await store.close()
    await compact(dir, EAGER)
    const [name = ''] = await readdir(join(dir, 'quarantine'))
    expect(await readFile(join(dir, 'quarantine', name), 'utf8')).toContain('"userId":"u2"')
  })

  test('an empty id names nothing: neither what is damaged, nor what was said elsewhere', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const gone = sampleGeneration('gone', { userId: 'u1' })
    const feedback = { ...sampleFeedback('f1', ''), target: { responseId: '' } }
    await store.append([{ ...gone, response: { ...gone.response, id: '', messageId: '' } }, feedback])
    const quarantined = join(dir, 'quarantine', 'x@0.bin')
    await mkdir(join(dir, 'quarantine'))
    await writeFile(quarantined, '{"v":1,"userId":"u2","text":""')
    await writeFile(join(dir, 'mine.jsonl'), '{"v":1,"userId":"u2","text":"" broken\n')
    const { erasure } = await store.erase({ userId: 'u1' })
    await store.close()
    expect(erasure.targets).not.toContain('')
    expect(existsSync(quarantined)).toBe(true)
    expect(await readFile(join(dir, 'mine.jsonl'), 'utf8')).toContain('broken')
    expect((await readout(jsonlStore(dir), { types: ['feedback'] })).events).toEqual([feedback])
  })

  test('a line that is no event goes by its labels, and one that only looks like none stays', async () => {
    const dir = await newPath()
    const [gone, stays] = [turnOf('gone', 'u1', 'shared'), turnOf('stays', 'u2', 'shared')]
    await segmentOf(dir, [gone, stays])
    const own = [{ ...sampleGeneration('gone-2', { userId: 'u1' }), model: 'gone' }, sampleGeneration('own')]
    await writeFile(join(dir, 'own.jsonl'), own.map((record) => `${JSON.stringify(record)}\n`).join(''))
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 1, pending: 0 })
    await store.close()
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    // Its prompt lies in a blob, which the line alone lacks.
    expect(prompt('shared')).toEqual(stays.request.messages[0])
    expect((await readout(jsonlStore(dir), { types: ['generation'] })).events).toEqual([stays, own[1]])
  })
})
