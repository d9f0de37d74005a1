import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { textMessage } from '../../../src/core/message.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { killThread } from '../../../src/storage/jsonl/thread/remote.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { testStore, type StorePlace } from '../../../src/testing/index.ts'
import { start } from './child.ts'
import { newPath, readout } from './folder.ts'

const PROGRAM = fileURLToPath(new URL('./thread-process.ts', import.meta.url))

testStore({ name: 'jsonlStore, worker', create }, { describe, test })

async function create(): Promise<StorePlace> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  const open = () => jsonlStore(join(parent, 'log'), { worker: true })
  return { store: open(), reopen: open, dispose: () => rm(parent, { recursive: true }) }
}

describe('a store with a thread', () => {
  test('goes on when the thread dies: nothing is lost, and what was acknowledged is there once', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { worker: true })
    const turns = sampleConversation('a', 60)
    await store.append(turns.slice(0, 20))
    const under = turns.slice(20, 40).map((turn) => store.append([turn]))
    await killThread()
    await Promise.all(under)
    for (const turn of turns.slice(40)) await store.append([turn])
    await store.close()
    const { events, damages } = await readout(jsonlStore(dir))
    const ids = events.map(({ id }) => id)
    expect([...new Set(ids)]).toEqual(turns.map(({ id }) => id))
    for (const { id } of [...turns.slice(0, 20), ...turns.slice(40)])
      expect(ids.filter((one) => one === id)).toEqual([id])
    expect(damages.every(({ reason }) => reason === 'torn')).toBe(true)
    const other = jsonlStore(await newPath(), { worker: true })
    await other.append([sampleGeneration('g1')])
    await other.close()
  })

  test.each([
    ['by itself', 'end', 0],
    ['by process.exit', 'exit', 0],
    ['by an exception that nobody catches', 'throw', 1],
  ])('keeps all of a process that ends %s', async (_, way, code) => {
    const dir = await newPath()
    const child = start(process.execPath, [PROGRAM, dir, way], { stdio: 'ignore' })
    await child.ended
    expect(child.process.exitCode).toBe(code)
    expect(await readout(jsonlStore(dir))).toEqual({ events: sampleConversation('a', 60), damages: [] })
  })

  test('tells the same errors: what cannot be kept is refused, alone', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { worker: true })
    const odd = (value: unknown): LogEvent => ({ ...sampleGeneration('odd'), ext: { value } }) as LogEvent
    const values = [10n, () => 'called', new Date(), Number.NaN, new Uint8Array(2)]
    const calls = [sampleGeneration('g1'), ...values.map(odd), sampleGeneration('g2')].map((event) =>
      store.append([event]),
    )
    const outcomes = await Promise.allSettled(calls)
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'kept'))
    expect(codes).toEqual(['kept', ...values.map(() => 'record_invalid'), 'kept'])
    await store.close()
    expect((await readout(store)).events.map(({ id }) => id)).toEqual(['g1', 'g2'])
  })

  test('takes turns of many megabytes', async () => {
    const dir = await newPath()
    const store = jsonlStore(dir, { worker: true })
    const turn = sampleGeneration('big', { answer: textMessage('assistant', 'Lorem 東京 '.repeat(1_000_000)) })
    await store.append([turn])
    expect((await readout(store)).events).toEqual([turn])
    await store.close()
  })
})
