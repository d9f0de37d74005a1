import { expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { newPath, readout } from './folder.ts'

const ID = '20260131T090000123Z-4711-5f0a93c27e'

test.each<[string, LogEvent]>([
  ['an event of an unknown type', other({ v: 1, type: 'segment', id: ID, at: 0 })],
  ['an event that says so itself', { v: 1, type: 'segment', id: ID, at: 0 } as unknown as LogEvent],
])('%s cannot be written as a marker, which would give the lines behind it to another segment', async (_, forged) => {
  const turns = sampleConversation('a', 3)
  const store = jsonlStore(await newPath())
  await store.append(turns.slice(0, 1))
  await expect(store.append([forged])).rejects.toMatchObject({ code: 'record_invalid' })
  expect(() => store.appendSync?.([forged])).toThrow(expect.objectContaining({ code: 'record_invalid' }))
  await store.append(turns.slice(1))
  await store.append([other({ v: 1, type: 'segments', id: ID, at: 0 })])
  const { events, damages } = await readout(store)
  expect(events.slice(0, 3)).toEqual(turns)
  expect(events).toHaveLength(4)
  expect(damages).toEqual([])
  await store.close()
})

function other(value: {
  readonly v: number
  readonly type: string
  readonly id: string
  readonly at: number
}): LogEvent {
  return { v: 1, type: 'other', id: value.id, kind: value.type, value }
}
