import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Generation, GenerationRequest } from '../../../src/core/generation.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath } from './folder.ts'
import { segmentOf } from './maintaining.ts'

const KIB = 1_024

test('a conversation that sends its history with each call takes about the room of its transcript', async () => {
  const dir = await newPath()
  const turns = conversation('a', 100)
  await segmentOf(dir, turns)
  const room = await bytesIn(dir)
  const transcript = transcriptBytes(turns)
  expect(room / transcript).toBeLessThan(1.5)
  expect(room / turns.reduce((sum, turn) => sum + JSON.stringify(turn).length, 0)).toBeLessThan(0.05)
  expect(await Array.fromAsync(jsonlStore(dir).read())).toEqual(turns)
})

test('a system prompt and tools that many conversations share are there once', async () => {
  const dir = await newPath()
  const tools = Array.from({ length: 20 }, (_, index) => ({ name: `tool${index}`, description: text(KIB, index) }))
  const conversations = Array.from({ length: 200 }, (_, index) =>
    conversation(`c${index}`, 2, text(6 * KIB, 7), { tools }),
  )
  await segmentOf(dir, conversations.flat())
  const room = await bytesIn(dir)
  const each = conversations.reduce((sum, turns) => sum + transcriptBytes(turns) - 6 * KIB, 0)
  expect(room).toBeLessThan(1.5 * each + 30 * KIB)
})

/** Bytes of its final messages as JSON. */
function transcriptBytes(turns: readonly Generation[]): number {
  const last = turns.at(-1)
  return Buffer.byteLength(JSON.stringify([...(last?.request.messages ?? []), ...(last?.response.messages ?? [])]))
}

function conversation(
  name: string,
  turns: number,
  system = 'You are kind.',
  request: Omit<GenerationRequest, 'messages'> = {},
): readonly Generation[] {
  const history: Message[] = [textMessage('system', system)]
  return Array.from({ length: turns }, (_, turn) => {
    history.push(textMessage('user', text(200, turn)))
    const answer = textMessage('assistant', text(1_200, turn + 1))
    const generation = sampleGeneration(`${name}-${turn}`, {
      conversationId: name,
      messages: [...history],
      answer,
      request,
    })
    history.push(answer)
    return generation
  })
}

/** Words that do not repeat in order. */
function text(length: number, seed: number): string {
  let state = seed + 1
  let words = ''
  while (words.length < length) {
    state = (state * 48_271) % 2_147_483_647
    words += `${state.toString(36)} `
  }
  return words.slice(0, length)
}

/** Each file once, whatever number of names it has. */
async function bytesIn(dir: string): Promise<number> {
  const files = new Map<number, number>()
  for (const { parentPath, name } of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const stats = await lstat(join(parentPath, name))
    if (stats.isFile()) files.set(stats.ino, stats.size)
  }
  return [...files.values()].reduce((sum, size) => sum + size, 0)
}
