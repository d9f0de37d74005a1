import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { AdapterCases, Bench } from './bench.ts'
import type { Door } from './door.ts'
import { askFor, readAll, type Ending, type Seen } from './reading.ts'
import type { CallOptions } from './subject.ts'
import { createGate, FINISH, text } from './upstream/script.ts'
import { quiet, within } from './waiting.ts'

const QUESTION = { text: 'Do you hear me?' }

type Call<Result> = (door: Door, options: Partial<CallOptions>) => Promise<Result>

const ask: Call<Ending> = (door, options) => askFor(door.answer(QUESTION), options)
const stream: Call<Seen> = (door, options) => readAll(door.stream(QUESTION), options)

export const abortingCases: AdapterCases = {
  'a signal that fired before the call': async (bench) => {
    if (bench.cannot('signal')) return
    bench.sameAnswer(await abortBefore(bench, ask))
    bench.sameStream(await abortBefore(bench, stream))
    // A framework may not call the model at all.
    bench.expectOutcomes({ least: 0, most: 2 })
    for (const { status } of await bench.recording.generations()) assertAborted(status)
  },

  'a signal that fires while the app waits for an answer': async (bench) => {
    if (bench.cannot('signal')) return
    bench.sameAnswer(await abortWaiting(bench, ask))
    assertAborted((await bench.recording.generation()).status)
  },

  'a signal that fires while the app waits for a stream': async (bench) => {
    if (bench.cannot('signal')) return
    bench.sameStream(await abortWaiting(bench, stream))
    assertAborted((await bench.recording.generation()).status)
  },

  'no listener stays on the signal': async ({ cannot, upstream, both }) => {
    if (cannot('signal')) return
    const { raw, wrapped } = await both(async (door) => {
      const { signal } = new AbortController()
      upstream.answer([text('Hello'), FINISH])
      await ask(door, { signal })
      await stream(door, { signal })
      upstream.answer([{ type: 'status', status: 404, message: 'no such model' }])
      await ask(door, { signal })
      await stream(door, { signal })
      await quiet()
      return getEventListeners(signal, 'abort').length
    })
    const message = `${wrapped} listeners stay on the app’s signal, ${raw} without the adapter: remove yours at the end`
    assert.ok(wrapped <= raw, message)
  },
}

function assertAborted(status: string): void {
  assert.equal(status, 'aborted', `a call that the app’s signal ended is recorded as aborted, not as ${status}`)
}

function abortBefore<Result extends Ending | Seen>({ upstream, both }: Bench, call: Call<Result>) {
  upstream.answer([text('Hello'), FINISH])
  return both((door) => call(door, { signal: AbortSignal.abort() }))
}

/** The signal fires once the request has arrived; the upstream never answers. */
function abortWaiting<Result extends Ending | Seen>({ upstream, both, patienceMs }: Bench, call: Call<Result>) {
  return both(async (door) => {
    upstream.answer([createGate().step])
    const controller = new AbortController()
    const index = upstream.exchanges.length
    const calling = call(door, { signal: controller.signal })
    const { fate } = await upstream.arrival(index)
    controller.abort()
    const ending = await within(patienceMs, calling, 'an aborted call must end')
    assert.equal(await within(patienceMs, fate, 'an abort must reach the upstream'), 'closed by the client')
    return ending
  })
}
