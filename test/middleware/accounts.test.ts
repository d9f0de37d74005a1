import { describe, expect, test, vi } from 'vitest'
import type { Call } from '../../src/middleware/call.ts'
import { createOutlet } from '../../src/middleware/outlet.ts'
import { DEFAULT_QUEUE_LIMITS } from '../../src/middleware/queue.ts'
import type { Recorder, RecorderOptions } from '../../src/middleware/recorder.ts'
import { createCounters, statsOf, type RecorderStats } from '../../src/middleware/stats.ts'
import { FinetapError } from '../../src/core/errors.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import type { Store } from '../../src/core/store.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { startRecording } from '../support/recording.ts'

function begin(recorder: Recorder): Call | undefined {
  return recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [] }),
  })
}

function answer(call: Call | undefined): void {
  call?.end(() => ({ status: 'ok' }))
}

/** What became of all calls, by what a recorder says of itself. */
function accounted({ active, queued, written, unsampled, dropped }: RecorderStats): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, active + queued.count + written + unsampled)
}

/** Every second one is refused. */
function refuseEverySecond(): (event: LogEvent) => LogEvent {
  let count = 0
  return (event) => {
    count += 1
    if (count % 2 === 0) throw new Error('cannot be masked')
    return event
  }
}

describe('each call is in exactly one of the counts', () => {
  const REFUSALS: { readonly [name: string]: Partial<RecorderOptions> } = {
    'nothing is refused': {},
    'the queue is full': { queue: { count: 3 } },
    'half of them are left out': { sample: () => false },
    'none has consent': { labels: { consent: false } },
    'half of them cannot be masked': { redact: refuseEverySecond() },
    'the store fails': { store: { ...memoryStore(), append: () => Promise.reject(new Error('full')) } },
  }

  test.each(Object.keys(REFUSALS))('when %s', async (name) => {
    const { recorder } = startRecording(REFUSALS[name])
    const open = Array.from({ length: 10 }, () => begin(recorder))
    expect(accounted(recorder.stats())).toBe(10)
    for (const call of open) answer(call)
    expect(accounted(recorder.stats())).toBe(10)
    await recorder.flush()
    answer(begin(recorder))
    expect(accounted(recorder.stats())).toBe(11)
    await recorder.close()
    expect(recorder.stats()).toMatchObject({ active: 0, queued: { count: 0, bytes: 0 } })
    expect(accounted(recorder.stats())).toBe(11)
  })

  test('while the store has not answered, and some of them could not be masked', async () => {
    const { store, begun, release } = hungStore()
    const { recorder } = startRecording({ store, redact: refuseEverySecond() })
    for (let call = 0; call < 6; call += 1) answer(begin(recorder))
    await begun
    expect(recorder.stats()).toMatchObject({ queued: { count: 3 }, dropped: { redaction_failed: 3 } })
    release()
    await recorder.close()
    expect(recorder.stats()).toMatchObject({ written: 3, dropped: { redaction_failed: 3 } })
  })

  test('but those that are made behind a store that refused for good, when the recorder is off', async () => {
    const append: Store['append'] = () =>
      Promise.reject(new FinetapError('store_unwritable', { what: 'No', fix: 'chmod' }))
    const { recorder } = startRecording({ store: { ...memoryStore(), append } })
    const open = begin(recorder)
    answer(begin(recorder))
    await recorder.flush()
    expect(recorder.enabled).toBe(false)
    answer(open)
    answer(begin(recorder))
    expect(recorder.stats()).toMatchObject({ captured: 2, dropped: { store_failed: 2 }, active: 0 })
    expect(accounted(recorder.stats())).toBe(2)
  })
})

describe('when the process ends', () => {
  test('what could not be masked is not counted as written too', async () => {
    const { store, begun } = hungStore()
    const counters = createCounters()
    const outlet = outletTo(store, { counters, filter: refuseEverySecond() })
    for (let number = 0; number < 6; number += 1) outlet.put(sampleGeneration(`call ${number}`, {}))
    await begun
    outlet.drainNow()
    expect(statsOf(counters, 0, outlet.queued())).toMatchObject({ written: 3, dropped: { redaction_failed: 3 } })
  })

  test('a store is asked for what it has acknowledged and only holds in memory', async () => {
    const appendSync = vi.fn<NonNullable<Store['appendSync']>>()
    const counters = createCounters()
    const outlet = outletTo({ ...memoryStore(), appendSync }, { counters })
    outlet.put(sampleGeneration('call', {}))
    await outlet.flush()
    outlet.drainNow()
    expect(appendSync.mock.calls).toEqual([[[]]])
    expect(counters.written).toBe(1)
  })
})

/** A store that has begun to write, and does not come back before it is released. */
function hungStore() {
  const begun = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const inner = memoryStore()
  const append: Store['append'] = async (events) => {
    begun.resolve()
    await released.promise
    await inner.append(events)
  }
  return { store: { ...inner, append }, begun: begun.promise, release: () => released.resolve() }
}

type Settings = Pick<Parameters<typeof createOutlet>[0], 'counters'> & Partial<Parameters<typeof createOutlet>[0]>

function outletTo(store: Store, settings: Settings) {
  return createOutlet({
    store,
    limits: DEFAULT_QUEUE_LIMITS,
    filter: (event) => event,
    onError() {},
    onStoreLost() {},
    ...settings,
  })
}
