import { appendFileSync, rmSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { chats, second } from '../support/generations.ts'

const OPTIONS = { rules: { exactDuplicates: false, nearDuplicates: false }, threads: 1 } as const

/** A log in a directory, and a look at what two builds make of it: one with a cache, one without. */
function growing() {
  const folder = temporaryFolder()
  const log = join(folder, 'log')
  return {
    log,
    async append(events: readonly LogEvent[]): Promise<void> {
      const store = jsonlStore(log)
      await store.append(events)
      await store.close()
    },
    /** The files in which the two differ. */
    async differing(): Promise<readonly string[]> {
      const [cached, whole] = [join(folder, 'cached'), join(folder, 'whole')]
      await buildDataset({ ...OPTIONS, from: log, to: cached, cache: join(log, '.build-cache') })
      await buildDataset({ ...OPTIONS, from: log, to: whole })
      const [a, b] = [await filesIn(cached), await filesIn(whole)]
      return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file])
    },
  }
}

const lines = (events: readonly Generation[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')

test('an answer is judged, and then corrected', async () => {
  const { append, differing } = growing()
  const said = { v: 1, type: 'feedback', at: second(100), target: { generationId: 'g00001' } } as const
  await append([...chats(4), { ...said, id: 'f1', kind: 'thumb', value: 'up' }])
  expect(await differing()).toEqual([])
  await append(chats(1, 4))
  expect(await differing()).toEqual([])
  await append([{ ...said, id: 'f2', kind: 'correction', value: 'It is two, whatever others may say.' }])
  expect(await differing()).toEqual([])
})

test('a log of segments grows, loses one, and has somebody forgotten', async () => {
  const { log, append, differing } = growing()
  await append(chats(4))
  await append(chats(4, 4))
  expect(await differing()).toEqual([])
  await append(chats(4, 8))
  expect(await differing()).toEqual([])
  const [, later = ''] = readdirSync(log)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
  rmSync(join(log, later))
  expect(await differing()).toEqual([])
  const store = jsonlStore(log)
  await store.erase({ conversationId: 'c1' })
  await store.close()
  expect(await differing()).toEqual([])
})

test('a file that others write grows, is cut and begins anew', async () => {
  const { log, append, differing } = growing()
  await append(chats(2))
  const file = join(log, 'other.jsonl')
  writeFileSync(file, lines(chats(3, 100)))
  expect(await differing()).toEqual([])
  appendFileSync(file, lines(chats(1, 103)))
  expect(await differing()).toEqual([])
  truncateSync(file, Buffer.byteLength(lines(chats(2, 100))))
  expect(await differing()).toEqual([])
  writeFileSync(file, lines(chats(5, 200)))
  expect(await differing()).toEqual([])
})
