import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AdapterCases, Bench } from './bench.ts'
import type { Pair } from './compare.ts'
import type { Door } from './door.ts'
import { startReader, type Seen } from './reading.ts'
import { answerText } from './recorded.ts'
import { createGate, FINISH, marker, text } from './upstream/script.ts'
import { eventually } from './waiting.ts'

const QUESTION = { text: 'Are you still there?' }
const IDLE_MS = 50
const COLLECT_MS = 150
/**
 * More pieces than frameworks read ahead, and more bytes than a connection gives at once: who reads no more gets neither
 * the last piece nor the terminal event behind it.
 */
const PIECES = Array.from({ length: 300 }, (_, index) => text(marker(index) + '.'.repeat(1_000)))

export const abandoningCases: AdapterCases = {
  'a stream that the app no longer reads ends as abandoned': async (bench) => {
    bench.sameStream(
      await endsUnread(bench, async (reader) => {
        await reader.until(marker(0))
      }),
    )
    const record = await bench.recording.generation()
    assert.ok(answerText(record).startsWith(marker(0)), 'the record must keep what the app had read')
  },

  'a stream that the app never reads ends as abandoned': async (bench) => {
    const pair = await endsUnread(bench, async (reader) => {
      await reader.open()
    })
    // fetch closes the body of a response that was collected before anybody read it: what a late reader gets is chance.
    if (cameLate(pair.raw) && cameLate(pair.wrapped)) bench.sameStream(pair)
  },

  'a slow upstream is not abandoned': async ({ upstream, play, recording }) => {
    const gate = createGate()
    upstream.answer([text(marker(0)), gate.step, text(marker(1)), FINISH])
    recording.recordWith({ idleMs: IDLE_MS })
    await play('wrapped', async (door) => {
      const reader = startReader(door.stream(QUESTION))
      await reader.until(marker(0))
      const reading = reader.rest()
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS * 2.5))
      gate.open()
      await reading
    })
    assert.equal((await recording.generation()).status, 'ok', 'while the app waits for the upstream, nobody left')
  },

  'a stream that the app let go of ends as abandoned': async (bench) => {
    const { upstream, play, recording, patienceMs } = bench
    upstream.answer([...PIECES, FINISH])
    const handle = await play('raw', dropped)
    // A framework may hold its streams itself.
    if (!(await collected(COLLECT_MS, () => handle.deref() === undefined))) return
    await play('wrapped', dropped)
    const ended = await collected(patienceMs, () => recording.recorder.stats().active === 0)
    assert.ok(ended, 'a stream that was collected must end: the adapter holds it, or does not notice')
  },
}

function cameLate({ chunks, ending }: Seen): boolean {
  return chunks.length > 0 && !ending.failed
}

type Stop = (reader: ReturnType<typeof startReader>) => Promise<void>

/** Nobody reads on, until the call has ended; then the app goes on as if nothing had happened. */
async function endsUnread(bench: Bench, stop: Stop): Promise<Pair<Seen>> {
  const { upstream, play, recording, patienceMs } = bench
  upstream.answer([...PIECES, FINISH])
  recording.recordWith({ idleMs: IDLE_MS })
  const raw = await play('raw', async (door) => startReader(door.stream(QUESTION)).rest())
  const wrapped = await play('wrapped', async (door) => {
    const reader = startReader(door.stream(QUESTION))
    await stop(reader)
    const { recorder } = recording
    const ended = await eventually(patienceMs, () => recorder.stats().active === 0)
    assert.ok(ended, 'a stream that nobody reads must end as abandoned after idleMs')
    return reader.rest()
  })
  const record = await recording.generation()
  // A framework may read on by itself.
  const isWhole = answerText(record).includes(marker(PIECES.length - 1))
  assert.equal(record.status, isWhole ? 'ok' : 'abandoned')
  return { raw, wrapped }
}

/** Reads a little, and keeps nothing. */
async function dropped(door: Door): Promise<WeakRef<object>> {
  const reader = startReader(door.stream(QUESTION))
  const handle = (await reader.open())?.handle
  await reader.until(marker(0))
  return new WeakRef(typeof handle === 'object' && handle !== null ? handle : {})
}

async function collected(ms: number, isTrue: () => boolean): Promise<boolean> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  const end = performance.now() + ms
  while (!isTrue() && performance.now() < end) {
    // What a WeakRef was asked for stays until the end of that turn.
    await new Promise((resolve) => setTimeout(resolve, 10))
    if (typeof collect === 'function') Reflect.apply(collect, undefined, [])
    await new Promise((resolve) => setImmediate(resolve))
  }
  return isTrue()
}
