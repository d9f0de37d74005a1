import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import type { Scanned } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { prompt, textsWithoutErasures } from './erasing.ts'
import { newPath, readout } from './folder.ts'

describe('erasing from a jsonl log', () => {
  test('no byte of what was erased is left, in blobs neither', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([
      sampleGeneration('gone-1', { userId: 'u1', messages: [prompt('gone'), textMessage('user', 'gone')] }),
      sampleGeneration('stays-1', { userId: 'u2', messages: [prompt('stays'), textMessage('user', 'Hi')] }),
      sampleFeedback('gone-feedback', 'gone-1'),
    ])
    expect(await readdir(join(dir, 'blobs'))).toHaveLength(2)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 1, pending: 0 })
    await store.append([sampleGeneration('gone-2', { userId: 'u1', messages: [textMessage('user', 'gone')] })])
    await store.close()
    expect(await readdir(join(dir, 'blobs'))).toHaveLength(1)
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
    const { events, damages } = await readout(jsonlStore(dir))
    expect(damages).toEqual([])
    expect(events.map(({ id, type }) => (type === 'erasure' ? type : id))).toEqual(['stays-1', 'erasure'])
  })

  test('what built on an erased turn is encoded anew, and cursors stay exact', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = sampleConversation('a', 12, { conversationId: 'c1' })
    await store.append(turns)
    const seen = await Array.fromAsync(store.scan())
    await store.erase({ generationId: 'a-3' })
    await store.close()
    for (const [index, { cursor }] of seen.entries()) {
      const rest: readonly Scanned[] = await Array.fromAsync(
        jsonlStore(dir).scan({ after: cursor, types: ['generation'] }),
      )
      expect(rest.map(({ event }) => event)).toEqual(turns.filter(({ id }, at) => at > index && id !== 'a-3'))
    }
  })

  test('another living writer removes its own when it closes', async () => {
    const dir = await newPath()
    const [store, other] = [jsonlStore(dir), jsonlStore(dir)]
    await other.append([sampleGeneration('gone', { userId: 'u1' }), sampleGeneration('stays', { userId: 'u2' })])
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 0, pending: 1 })
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 0, rewritten: 0, pending: 0 })
    await other.close()
    await store.close()
    expect(await textsWithoutErasures(dir)).not.toContain('gone')
  })

  test('several at once count what each of them hides', async () => {
    const store = jsonlStore(await newPath())
    await store.append([1, 2, 3].map((index) => sampleGeneration(`g${index}`, { userId: 'u1' })))
    const results = await Promise.all([1, 2, 3].map(() => store.erase({ userId: 'u1' })))
    expect(results.map(({ hidden, rewritten }) => [hidden, rewritten])).toEqual([
      [3, 3],
      [0, 0],
      [0, 0],
    ])
    await store.close()
  })

  test.each([
    [
      'with spaces',
      '{ "v": 1, "type": "erasure", "id": "e", "at": "2999-01-01T00:00:00Z", "selector": {"userId": "u1"} }',
    ],
    ['in another order', '{"type":"erasure","selector":{"userId":"u1"},"at":"2999-01-01T00:00:00Z","id":"e","v":1}'],
    [
      'in the words of the log',
      '{"v":1,"type":"erasure","id":"e","at":"2999-01-01T00:00:00Z","selector":{"userId":"u1"}}',
    ],
  ])('an erasure that a person has written %s hides what stands before it', async (_, line) => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('gone', { userId: 'u1' }), sampleGeneration('stays', { userId: 'u2' })])
    await store.close()
    const [segment = ''] = await readdir(dir).then((names) => names.filter((name) => name.endsWith('.jsonl')))
    await appendFile(join(dir, segment), `${line}\n`)
    const { events } = await readout(jsonlStore(dir), { types: ['generation'] })
    expect(events.map(({ id }) => id)).toEqual(['stays'])
  })
})
