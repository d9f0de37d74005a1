import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textMessage } from '../../../src/core/message.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { watchWrites } from './disk.ts'
import { newPath, onlySegment, readout, segmentsIn } from './folder.ts'

describe('the files of a jsonl store', () => {
  test('a store that does not write makes nothing', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append([])
    await expect(readout(store)).rejects.toMatchObject({ code: 'log_missing' })
    await store.flush()
    await store.close()
    expect(existsSync(dir)).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('are for this user only, and kept out of git', async () => {
    const dir = await newPath('deep/log')
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    await store.close()
    expect(await readFile(join(dir, '.gitignore'), 'utf8')).toBe('*\n')
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777, name).toBe(0o600)
  })

  test('a directory that holds something already gets no .gitignore', async () => {
    const dir = await newPath()
    await mkdir(dir)
    await writeFile(join(dir, 'package.json'), '{}')
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g1')])
    await store.close()
    expect((await readdir(dir)).filter((name) => !name.endsWith('.jsonl'))).toEqual(['package.json'])
  })

  test('are named after the time and the process, never after what an app passes in', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const id = '../../etc/passwd'
    await store.append([sampleGeneration(id, { conversationId: id, sessionId: id, userId: id, tenantId: id })])
    await store.close()
    expect(basename(await onlySegment(dir))).toMatch(/^\d{8}T\d{9}Z-\d+-[0-9a-f]{10}\.jsonl$/)
    expect(basename(await onlySegment(dir))).toContain(`-${process.pid}-`)
  })

  test('stores that follow one another within a millisecond are read in their order', async () => {
    const dir = await newPath()
    const turns = sampleConversation('a', 25)
    for (const turn of turns) {
      const store = jsonlStore(dir)
      await store.append([turn])
      await store.close()
    }
    expect((await readout(jsonlStore(dir))).events).toEqual(turns)
  })

  test('a line reads as one turn', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    await store.append(sampleConversation('a', 3))
    await store.close()
    const lines = (await readFile(await onlySegment(dir), 'utf8')).trim().split('\n')
    const third: Generation = JSON.parse(lines[2] ?? '')
    expect(third.request).toEqual({
      base: { id: 'a-1', count: 5 },
      messages: [textMessage('user', 'a: question 2')],
    })
  })

  test('a full segment is followed by a new one, which can be read without the first', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { segmentBytes: 3_000 })
    const turns = sampleConversation('a', 30)
    for (const turn of turns) await store.append([turn])
    await store.close()
    const segments = await segmentsIn(dir)
    expect(segments.length).toBeGreaterThan(3)
    expect(segments.map((path) => basename(path))).toEqual(segments.map((path) => basename(path)).sort())
    const { events, damages } = await readout(store)
    expect(damages).toEqual([])
    expect(events).toEqual(turns)
    for (const path of segments) expect((await stat(path)).size).toBeLessThan(3_000 + 2_500)
  })

  test('a conversation of 100 turns takes at most 1.5 times its transcript', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const turns = longConversation(100, 2_000)
    for (const turn of turns) await store.append([turn])
    await store.close()
    const last = turns.at(-1)
    const transcript = Buffer.byteLength(
      JSON.stringify([...(last?.request.messages ?? []), ...(last?.response.messages ?? [])]),
    )
    const { size } = await stat(await onlySegment(dir))
    expect(size / transcript).toBeLessThan(1.5)
    expect((await readout(store)).events).toEqual(turns)
  })

  test('long records go to the disk a few at a time, so that the app gets its turn in between', async () => {
    const sizes = watchWrites()
    const store = jsonlStore(await newPath())
    const page = textMessage('user', 'Lorem ipsum dolor sit amet. '.repeat(7_500))
    await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        store.append([sampleGeneration(`g${index}`, { conversationId: `c${index}`, messages: [page] })]),
      ),
    )
    await store.close()
    expect(sizes.length).toBeGreaterThanOrEqual(32)
    expect(Math.max(...sizes)).toBeLessThan(450_000)
  })

  test('files that are no logs are left alone', async () => {
    const dir = await newPath()
    await mkdir(join(dir, 'folder.jsonl'), { recursive: true })
    for (const name of ['notes.txt', '.hidden.jsonl', 'a.jsonl.gz']) await writeFile(join(dir, name), 'not a log')
    expect(await readout(jsonlStore(dir))).toEqual({ events: [], damages: [] })
  })

  test.for([
    ['no directory', () => jsonlStore('')],
    ['segments of no size', () => jsonlStore('log', { segmentBytes: 0 })],
    ['segments of no number', () => jsonlStore('log', { segmentBytes: Number.NaN })],
  ] as const)('%s is refused', ([, make]) => {
    expect(make).toThrow(expect.objectContaining({ code: 'bad_option' }))
  })
})

/** Turns of about `size` bytes of text each, a fifth of it the question, with tools and ids as a real app sends them. */
function longConversation(count: number, size: number): readonly Generation[] {
  const tools = [{ name: 'search', description: 'Searches the shop.', parameters: { type: 'object', properties: {} } }]
  return sampleConversation('a', count, { conversationId: '0199-conversation', userId: 'u1' }).map((turn) => {
    const grow = (text: string, bytes: number) =>
      `${text} ${'Lorem ipsum dolor sit amet. '.repeat(bytes)}`.slice(0, bytes)
    const long = (message: Generation['response']['messages'][number]) => {
      const [part] = message.parts
      const text = part?.type === 'text' ? part.text : ''
      return textMessage(message.role, grow(text, message.role === 'user' ? size / 5 : (size * 4) / 5))
    }
    const request = { messages: turn.request.messages.map(long), tools, params: { temperature: 0.7 } }
    return { ...turn, request, response: { ...turn.response, messages: turn.response.messages.map(long) } }
  })
}
