import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation, sampleFeedback } from '../../../src/testing/store/sample-events.ts'
import { newPath, onlySegment, readout, rewrite } from './folder.ts'

const MANY = 300

async function log(): Promise<string> {
  const dir = await newPath()
  const store = jsonlStore(dir)
  await store.append(Array.from({ length: MANY }, (_, index) => sampleFeedback(`f${index}`, 'g')))
  await store.close()
  return dir
}

describe('a log of many events', () => {
  test('comes in its order, and every cursor goes on right behind its event', async () => {
    const store = jsonlStore(await log())
    const scanned = await Array.fromAsync(store.scan())
    expect(scanned.map(({ event }) => event.id)).toEqual(Array.from({ length: MANY }, (_, index) => `f${index}`))
    for (const [index, { cursor }] of scanned.entries()) {
      if (index % 21 !== 0) continue
      const [next] = await Array.fromAsync(store.scan({ after: cursor }))
      expect(next).toEqual(scanned[index + 1])
    }
  })

  test('loses one event with each damaged line, and tells where that is', async () => {
    const dir = await log()
    const lines: number[] = []
    await rewrite(await onlySegment(dir), (bytes) => {
      let number = 0
      for (let at = 0; at < bytes.length; at = bytes.indexOf('\n', at) + 1) {
        if (number % 70 === 3) bytes[at + 40] = (bytes[at + 40] ?? 0) ^ 1
        if (number % 70 === 3) lines.push(number + 1)
        number += 1
      }
      return bytes
    })
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events).toHaveLength(MANY - lines.length)
    expect(damages.map(({ line }) => line)).toEqual(lines)
  })

  test('gives histories whole that began long before', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir)
    const first = sampleConversation('a', 6, { conversationId: 'a' })
    const others = Array.from({ length: 40 }, (_, index) =>
      sampleConversation(`b${index}`, 2, { conversationId: `b${index}` }),
    )
    const events = [
      first.slice(0, 1),
      ...others.map((turns) => turns.slice(0, 1)),
      first.slice(1),
      ...others.map((turns) => turns.slice(1)),
    ].flat()
    await store.append(events)
    await store.close()
    const { events: read, damages } = await readout(jsonlStore(dir))
    expect(damages).toEqual([])
    expect(read).toEqual(events)
  })
})
