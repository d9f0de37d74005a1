import assert from 'node:assert/strict'
import type { GenerationStatus } from '../../core/generation.ts'
import type { AdapterCases, Bench } from './bench.ts'
import { assertSame } from './compare.ts'
import type { Door } from './door.ts'
import { holds, holdsError } from './mentions.ts'
import type { Side } from './players.ts'
import { readAll, startReader, type Seen } from './reading.ts'
import { answerText } from './recorded.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { createMemoryUpstream } from './upstream/memory.ts'
import { createGate, FINISH, marker, text, type Piece, type ScriptStep } from './upstream/script.ts'
import { canSay } from './wire.ts'

const QUESTION = { text: 'Will it hold?' }
const FAILURE: Piece = { type: 'failure', message: 'the model runner stopped' }

export const failingCases: AdapterCases = {
  'the server answers with 500': (bench) => refuses(bench, 500, 'out of order'),
  'the server answers with 404': (bench) => refuses(bench, 404, 'no such model'),
  'the server answers with 429': (bench) => refuses(bench, 429, 'too many requests'),

  'the provider reports an error within the stream': async (bench) => {
    if (!canSay(bench.wire, [FAILURE])) return
    const record = await breaks(bench, FAILURE, [])
    assert.ok(record.error?.message.includes(FAILURE.message), 'the record must keep the provider’s message')
  },

  'the socket breaks mid-stream': async (bench) => {
    await breaks(bench, { type: 'kill' }, [])
  },

  'the stream ends without its terminal event': async (bench) => {
    // A pause that is over at once: the stream just ends.
    const nothing: ScriptStep = { type: 'pause', until: async () => {} }
    await breaks(bench, nothing, bench.cannot('truncation') ? ['interrupted', 'ok'] : ['interrupted'])
  },

  'the socket breaks before the answer': async (bench) => {
    bench.upstream.answer([{ type: 'kill' }])
    await failsBothWays(bench)
  },

  'there is no server': async (bench) => {
    await bench.upstream.close()
    await failsBothWays(bench)
  },

  'an error of the transport stays the very same object': async (bench) => {
    for (const pieces of [[], [text(marker(0))]]) {
      const failure = new Error('the cable is cut')
      const raw = await throughMemory(bench, 'raw', pieces, failure)
      const wrapped = await throughMemory(bench, 'wrapped', pieces, failure)
      bench.sameStream({ raw, wrapped })
      if (!holds(raw, failure)) continue
      assert.ok(holds(wrapped, failure), 'the app must get the very error object that was thrown, not another one')
    }
  },
}

async function failsBothWays(bench: Bench): Promise<void> {
  await assertUnnoticed(bench, QUESTION)
  const generations = await bench.recording.generations()
  assert.equal(generations.length, 2, `a call that fails leaves a record too: expected 2, found ${generations.length}`)
  for (const { status, error } of generations) {
    assert.equal(status, 'error', `a call that failed is recorded as error, not as ${status}`)
    assert.ok(error !== undefined, 'the record must say what failed')
  }
}

async function refuses(bench: Bench, status: number, message: string): Promise<void> {
  bench.upstream.answer([{ type: 'status', status, message }])
  await failsBothWays(bench)
  for (const { error } of await bench.recording.generations()) {
    assert.ok(error?.message.includes(message), `the record must keep the server’s message, it has: ${error?.message}`)
    assertSame({ raw: status, wrapped: error?.status ?? status }, 'the record must keep the HTTP status')
  }
}

/** A stream that breaks once the app has read its first piece. Of what the app is told as an error, `error` is true. */
async function breaks(bench: Bench, how: ScriptStep, expected: readonly GenerationStatus[]) {
  const { upstream, both, sameStream, recording } = bench
  const pair = await both((door) => {
    const gate = createGate()
    upstream.answer([text(marker(0)), gate.step, how])
    return readThrough(door, () => gate.open())
  })
  sameStream(pair)
  const record = await recording.generation()
  const possible = holdsError(pair.raw) || expected.length === 0 ? [...expected, 'error'] : expected
  assert.ok(possible.includes(record.status), `the record must say ${possible.join(' or ')}, not ${record.status}`)
  assert.ok(answerText(record).startsWith(marker(0)), 'the record must keep what was said before it broke')
  return record
}

async function readThrough(door: Door, goOn: () => void): Promise<Seen> {
  const reader = startReader(door.stream(QUESTION))
  await reader.until(marker(0))
  goOn()
  return reader.rest()
}

function throughMemory({ wire, upstream, play }: Bench, side: Side, pieces: readonly Piece[], failure: Error) {
  const { fetch } = createMemoryUpstream(wire, pieces, failure)
  // For clients that take no fetch.
  upstream.answer([text('Hello'), FINISH])
  return play(side, (door) => readAll(door.stream(QUESTION)), { fetch })
}
