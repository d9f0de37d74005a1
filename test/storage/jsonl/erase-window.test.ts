import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textMessage } from '../../../src/core/message.ts'
import { WINDOW_LIMITS } from '../../../src/storage/codec/window.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath, onlySegment, readout, segmentsIn } from './folder.ts'
import { segmentOf } from './maintaining.ts'

const QUESTIONS = ['A question', 'Another one', 'The last one'].map((text) => textMessage('user', text))

function fillers(name: string, count: number): readonly Generation[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${name}-${index}`
    return sampleGeneration(id, { messages: [textMessage('user', id)] })
  })
}

describe('what a reader remembers', () => {
  test('is enough for what stays, also when what is erased had kept it in memory', async () => {
    const dir = await newPath()
    const conversation = { conversationId: 'c1' }
    const first = sampleGeneration('first', { ...conversation, messages: QUESTIONS.slice(0, 2) })
    const elsewhere = [...QUESTIONS.slice(0, 1), ...QUESTIONS.slice(2)]
    const branch = sampleGeneration('branch', { ...conversation, messages: elsewhere, userId: 'u1' })
    const longer = [...QUESTIONS.slice(0, 2), ...first.response.messages]
    const later = sampleGeneration('later', { ...conversation, messages: longer })
    const before = fillers('before', WINDOW_LIMITS.entries - 50)
    const events = [first, ...before, branch, ...fillers('behind', 100), later]
    await segmentOf(dir, events)
    const lines = (await readFile(await onlySegment(dir), 'utf8')).split('\n')
    expect(lines.find((line) => line.includes('"id":"branch"'))).toContain('"base":{"id":"first","count":1')
    expect(lines.find((line) => line.includes('"id":"later"'))).toContain('"base":{"id":"first","count":3')
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 1, rewritten: 1 })
    await store.close()
    const { events: left, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
    expect(damages).toEqual([])
    expect(left.filter(({ id }) => id === 'later')).toEqual([later])
    expect(left).toHaveLength(events.length - 1)
  })

  test.for(['a-0', 'a-1', 'a-28', 'a-29'])(
    'is enough for the rest of a conversation without %s',
    async (generationId) => {
      const dir = await newPath()
      const turns = sampleConversation('a', 30, { conversationId: 'c1' })
      await segmentOf(dir, turns)
      const store = jsonlStore(dir)
      expect(await store.erase({ generationId })).toMatchObject({ hidden: 1, rewritten: 1 })
      await store.close()
      const { events, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
      expect(damages).toEqual([])
      expect(events).toEqual(turns.filter(({ id }) => id !== generationId))
    },
  )

  test('stays the same where nothing builds on what is erased: other lines stay as they are', async () => {
    const dir = await newPath()
    const [gone, stays] = [sampleConversation('gone', 30, { userId: 'u1' }), sampleConversation('stays', 30)]
    await segmentOf(dir, [...gone.slice(0, 15), ...stays, ...gone.slice(15)])
    const before = await readFile(await onlySegment(dir), 'utf8')
    const store = jsonlStore(dir)
    expect(await store.erase({ userId: 'u1' })).toMatchObject({ hidden: 30, rewritten: 30 })
    await store.close()
    expect((await readout(jsonlStore(dir), { types: ['generation'] })).events).toEqual(stays)
    const lines = before.split('\n').filter((line) => line.includes('"id":"stays-'))
    const [path = ''] = await segmentsIn(dir)
    expect((await readFile(path, 'utf8')).split('\n').slice(1, -1)).toEqual(lines)
  })
})
