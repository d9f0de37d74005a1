import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Generation } from '../../../../src/core/generation.ts'
import { timeOrderedId } from '../../../../src/core/id.ts'
import type { LogEvent } from '../../../../src/core/log-event.ts'
import type { ReadRange, Store } from '../../../../src/core/store.ts'
import { memoryStore } from '../../../../src/storage/memory.ts'
import { startRecording } from '../../../support/recording.ts'
import { startHandler } from './asking.ts'

const HOUR_MS = 3_600_000

/** A generation of some time ago, as another process wrote it. */
function generation(agoMs: number, labels: Partial<Generation> = {}): Generation {
  const at = Date.now() - agoMs
  const id = idOf(at)
  return {
    v: 1,
    type: 'generation',
    id,
    turnId: id,
    step: 0,
    attempt: 0,
    link: { how: 'none' },
    startedAt: new Date(at).toISOString(),
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'demo' },
    request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] },
    response: { id: `resp-${id}`, messages: [{ role: 'assistant', id: `msg-${id}`, parts: [] }] },
    status: 'ok',
    ...labels,
  }
}

/** `timeOrderedId` gives none of the past. */
function idOf(time: number): string {
  const digits = time.toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}${timeOrderedId().slice(13)}`
}

async function startWith(...written: readonly Generation[]) {
  const store = memoryStore()
  await store.append(written)
  return startHandler({}, startRecording({ store }))
}

function failing(store: Store, read: (range?: ReadRange) => AsyncIterable<LogEvent>): Store {
  return { ...store, read }
}

describe('an answer of another process, or of before a restart', () => {
  test('is found by the ids of finetap whatever its age', async () => {
    const old = generation(900 * 24 * HOUR_MS)
    const { judge, judgements } = await startWith(generation(HOUR_MS), old)
    expect(await judge({ id: old.id })).toBe(201)
    expect(await judge({ turnId: old.id })).toBe(201)
    expect(await judgements()).toMatchObject([{ target: { generationId: old.id } }, { target: { turnId: old.id } }])
  })

  test('is found by the other ids for a day', async () => {
    const [now, recent, old] = [generation(1_000), generation(23 * HOUR_MS), generation(25 * HOUR_MS)]
    const { judge } = await startWith(old, recent, now)
    for (const { response } of [now, recent]) {
      expect(await judge({ responseId: response.id })).toBe(201)
      expect(await judge({ messageId: response.messages[0]?.id })).toBe(201)
    }
    expect(await judge({ responseId: old.response.id })).toBe(404)
    expect(await judge({ messageId: old.response.messages[0]?.id })).toBe(404)
  })

  test('is found by a turn that the app named itself', async () => {
    const { judge } = await startWith(generation(HOUR_MS, { turnId: 'order-17' }))
    expect(await judge({ turnId: 'order-17' })).toBe(201)
    expect(await judge({ turnId: 'order-18' })).toBe(404)
  })

  test('is not found by an id of another kind, nor by one that was made up', async () => {
    const one = generation(HOUR_MS)
    const { judge } = await startWith(one)
    expect(await judge({ generationId: one.response.id })).toBe(404)
    expect(await judge({ responseId: one.id })).toBe(404)
    expect(await judge({ id: idOf(Date.now() - HOUR_MS) })).toBe(404)
    expect(await judge({ id: 'ffffffff-ffff-7000-8000-000000000000' })).toBe(404)
    expect(await judge({ id: '00000000-0000-7000-8000-000000000000' })).toBe(404)
  })

  test('is gone once it is erased', async () => {
    const one = generation(HOUR_MS, { userId: 'u1' })
    const { judge, recorder } = await startWith(one)
    expect(await judge({ id: one.id })).toBe(201)
    await recorder.store.erase({ userId: 'u1' })
    expect(await judge({ id: one.id })).toBe(404)
  })

  test('only the minutes around the id are read', async () => {
    const ranges: unknown[] = []
    const store = memoryStore()
    const at = Date.parse('2026-01-31T12:00:00Z')
    const watched = failing(store, (range) => {
      ranges.push(range)
      return store.read(range)
    })
    const { judge } = startHandler({}, startRecording({ store: watched }))
    await judge({ id: idOf(at) })
    expect(ranges).toEqual([
      { since: '2026-01-31T11:58:00.000Z', until: '2026-01-31T12:01:00.000Z', types: ['generation'] },
    ])
  })
})

test('an answer that still waits for the store is waited for', async () => {
  const store = memoryStore()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const slow = { ...store, append: async (events: readonly LogEvent[]) => store.append((await opened, events)) }
  const { judge, recorder } = startHandler({}, startRecording({ store: slow }))
  const { source, operation, stream, model, request, response } = generation(0)
  recorder.begin({ source, operation, stream, model, request: () => request })?.end(() => ({ status: 'ok', response }))
  const answer = judge({ responseId: response.id })
  await setImmediate()
  open()
  expect(await answer).toBe(201)
})

describe('a log that gives no answer', () => {
  const id = timeOrderedId()

  test('is 503 where it cannot be read, and the id is not called unknown', async () => {
    const store = failing(memoryStore(), async function* () {
      yield await Promise.reject(new Error('<b>disk</b>'))
    })
    const { ask, judgements } = startHandler({}, startRecording({ store }))
    const answer = await ask('POST', { id, thumb: 'up' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.text()).not.toContain('disk')
    await expect(judgements()).rejects.toThrow('disk')
  })

  test('is 503 where it holds more than may be looked through', async () => {
    const store = memoryStore()
    const one = generation(0)
    await store.append(Array.from({ length: 100_001 }, () => one))
    const { judge } = startHandler({}, startRecording({ store }))
    expect(await judge({ id })).toBe(503)
  })

  test('is 503 where it takes longer than 5 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const stuck = failing(memoryStore(), async function* () {
      ask()
      await opened
      yield generation(0)
    })
    const answer = startHandler({}, startRecording({ store: stuck })).judge({ id })
    await asked
    vi.advanceTimersByTime(4_999)
    expect(await Promise.race([answer, setImmediate('asking')])).toBe('asking')
    vi.advanceTimersByTime(1)
    expect(await answer).toBe(503)
    open()
  })

  test('has at most four readers at once, and each of them ends', async () => {
    const store = memoryStore()
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    let readers = 0
    const slow = failing(store, async function* () {
      readers += 1
      await opened
      readers -= 1
      yield generation(0)
    })
    const { judge } = startHandler({ limit: false }, startRecording({ store: slow }))
    const under = Array.from({ length: 4 }, () => judge({ id }))
    await expect.poll(() => readers).toBe(4)
    expect(await judge({ id })).toBe(503)
    open()
    expect(await Promise.all(under)).toEqual([404, 404, 404, 404])
    expect([readers, await judge({ id })]).toEqual([0, 404])
  })
})

describe('an app that knows its answers itself', () => {
  test('is asked, and nobody else', async () => {
    const asked: unknown[] = []
    const store = failing(memoryStore(), () => expect.fail('the log was read'))
    const known = (target: object, request: Request) => {
      asked.push([target, request.method])
      return Promise.resolve('responseId' in target)
    }
    const { judge } = startHandler({ known }, startRecording({ store }))
    expect([await judge({ responseId: 'r1' }), await judge({ id: 'x' })]).toEqual([201, 404])
    expect(asked).toEqual([
      [{ responseId: 'r1' }, 'POST'],
      [{ generationId: 'x' }, 'POST'],
    ])
  })

  test('and cannot say, is 503', async () => {
    const { judge } = startHandler({ known: () => Promise.reject(new Error('database down')) })
    expect(await judge({ id: 'x' })).toBe(503)
  })
})
