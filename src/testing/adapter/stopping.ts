import assert from 'node:assert/strict'
import type { GenerationStatus } from '../../core/generation.ts'
import type { AdapterCases, Bench } from './bench.ts'
import type { Prepared, Streaming } from './door.ts'
import { mentions } from './mentions.ts'
import type { Side } from './players.ts'
import { startReader, type Reader, type Seen } from './reading.ts'
import { answerText } from './recorded.ts'
import type { Fate } from './upstream/exchange.ts'
import { createGate, FINISH, marker, text } from './upstream/script.ts'
import { settlesWithin, within } from './waiting.ts'

const QUESTION = { text: 'Tell me until I stop you.' }
const CLOSE_MS = 60
const IDLE_MS = 150
const LEFT: readonly GenerationStatus[] = ['aborted', 'abandoned', 'ok']

/** What the app does once it has read the first piece; gives what it saw. */
type Leave = (prepared: Prepared<Streaming>) => Promise<Seen>

export const stoppingCases: AdapterCases = {
  'a signal that fires mid-stream': async (bench) => {
    if (bench.cannot('signal')) return
    await stops(bench, async (prepared) => {
      const controller = new AbortController()
      const reader = startReader(prepared, { signal: controller.signal })
      await reader.until(marker(0))
      controller.abort()
      return reader.rest()
    })
  },

  'the framework’s own way to stop': async (bench) => {
    if (!bench.canCancel) return
    await stops(bench, async (prepared) => {
      const reader = startReader(prepared)
      await reader.until(marker(0))
      const stream = await reader.open()
      // Not awaited for long: some ways to stop wait for the upstream.
      await settlesWithin(CLOSE_MS, Promise.resolve(stream?.cancel?.()))
      return seenBy(reader)
    })
  },

  'break out of the loop': (bench) => stops(bench, (prepared) => loop(prepared, () => true)),

  'an error of the app in the loop': (bench) =>
    stops(bench, (prepared) =>
      loop(prepared, () => {
        throw new Error('the app failed')
      }),
    ),

  'return of the iterator': (bench) =>
    stops(bench, async (prepared) => {
      const reader = startReader(prepared)
      await reader.until(marker(0))
      await reader.leave()
      return seenBy(reader)
    }),
}

function seenBy(reader: Reader): Seen {
  return { chunks: reader.chunks, ending: reader.ending() ?? { failed: false } }
}

async function loop(prepared: Prepared<Streaming>, leaves: () => boolean): Promise<Seen> {
  const chunks: unknown[] = []
  const { chunks: source } = await prepared.send().opened
  try {
    for await (const chunk of source) {
      chunks.push(chunk)
      if (mentions(chunk, marker(0)) && leaves()) break
    }
    return { chunks, ending: { failed: false } }
  } catch (error) {
    return { chunks, ending: { failed: true, error } }
  }
}

type Stopped = { readonly seen: Seen; readonly fate: Fate }

/** The app and the upstream notice the same as without the adapter, and the record keeps what was said until then. */
async function stops(bench: Bench, leave: Leave): Promise<void> {
  bench.recording.recordWith({ idleMs: IDLE_MS })
  let raw = await stop(bench, 'raw', leave, CLOSE_MS)
  const wrapped = await stop(bench, 'wrapped', leave, raw.fate === 'finished' ? CLOSE_MS : bench.patienceMs)
  if (raw.fate !== wrapped.fate) raw = await stop(bench, 'raw', leave, bench.patienceMs)
  assert.equal(
    wrapped.fate,
    raw.fate,
    `the exchange must be ${raw.fate}, as without the adapter: let cancel reach upstream`,
  )
  bench.sameStream({ raw: raw.seen, wrapped: wrapped.seen })
  const record = await bench.recording.generation()
  const expected: readonly GenerationStatus[] = wrapped.fate === 'finished' ? LEFT : ['aborted']
  assert.ok(expected.includes(record.status), `the record must say ${expected.join(' or ')}, not ${record.status}`)
  assert.ok(answerText(record).startsWith(marker(0)), 'the record must keep what the app had read')
}

async function stop({ upstream, play, patienceMs }: Bench, side: Side, leave: Leave, ms: number): Promise<Stopped> {
  const gate = createGate()
  upstream.answer([text(marker(0)), gate.step, text(marker(1)), FINISH])
  const index = upstream.exchanges.length
  return play(side, async (door) => {
    const seen = await within(patienceMs, leave(door.stream(QUESTION)), 'leaving the stream never came to an end')
    const { fate } = await upstream.arrival(index)
    await settlesWithin(ms, fate)
    gate.open()
    return { seen, fate: await fate }
  })
}
