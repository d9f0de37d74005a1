import assert from 'node:assert/strict'
import type { AdapterCases, Bench } from './bench.ts'
import { assertSame } from './compare.ts'
import { mentions } from './mentions.ts'
import type { Side } from './players.ts'
import { startReader } from './reading.ts'
import { createMemoryUpstream } from './upstream/memory.ts'
import { createGate, FINISH, marker, markers, text } from './upstream/script.ts'
import { quiet, settlesWithin } from './waiting.ts'

const QUESTION = { text: 'Tell me piece by piece.' }
const READS = 3
const PIECES = Array.from({ length: 5 }, (_, index) => marker(index))
const RAW_MS = 300

export const streamingCases: AdapterCases = {
  'nothing is read before the app reads': async (bench) => {
    const [raw, wrapped] = [await pullsOf(bench, 'raw'), await pullsOf(bench, 'wrapped')]
    for (const [reads, pulls] of wrapped.entries()) {
      const before = raw[reads] ?? Infinity
      const found = `after ${reads} reads of the app the upstream was asked for ${pulls} pieces`
      const advice = 'pull through with highWaterMark 0: no tee, no TransformStream'
      assert.ok(pulls <= before, `${found}, without the adapter for ${before}: ${advice}`)
    }
  },

  'every piece reaches the app while the upstream waits behind it': async (bench) => {
    const before = await arrivals(bench, 'raw', RAW_MS)
    if (before < READS) return
    const arrived = await arrivals(bench, 'wrapped', bench.patienceMs)
    assert.equal(arrived, READS, `piece ${arrived} never reached the app while the upstream waited: do not buffer`)
  },

  'reads that do not wait for each other come in order': async ({ upstream, both }) => {
    upstream.answer([...markers(5), FINISH])
    const read = await both(async (door) => {
      const { chunks } = await door.stream(QUESTION).send().opened
      const iterator = chunks[Symbol.asyncIterator]()
      const results = await Promise.all(Array.from({ length: 4 }, () => iterator.next()))
      while ((await iterator.next()).done !== true);
      return results.map(({ value }) => PIECES.filter((piece) => mentions(value, piece)))
    })
    assertSame(read, 'the chunks must come in the order in which they were asked for')
  },

  'the time to the first token is recorded': async ({ upstream, play, recording }) => {
    upstream.answer([text('Hello'), FINISH])
    await play('wrapped', (door) => startReader(door.stream(QUESTION)).rest())
    const { firstTokenMs, durationMs } = await recording.generation()
    assert.ok(firstTokenMs !== undefined, 'the record of a stream must say when its first token came')
    assert.ok(durationMs !== undefined && firstTokenMs <= durationMs)
  },
}

/** How many pieces the upstream was asked for when the app had read none, one, two. Nothing, if it takes no `fetch`. */
async function pullsOf({ wire, upstream, play }: Bench, side: Side): Promise<readonly number[]> {
  const pieces = [...markers(60), FINISH]
  const memory = createMemoryUpstream(wire, pieces)
  upstream.answer(pieces)
  return play(
    side,
    async (door) => {
      const reader = startReader(door.stream(QUESTION))
      await reader.open()
      const pulls: number[] = []
      for (let reads = 0; reads < READS; reads += 1) {
        await quiet()
        pulls.push(memory.pulls())
        await reader.next()
      }
      await reader.rest()
      return memory.calls() === 0 ? [] : pulls
    },
    { fetch: memory.fetch },
  )
}

/** How many pieces the app could read, each before the upstream went on. */
async function arrivals({ upstream, play }: Bench, side: Side, ms: number): Promise<number> {
  const gates = Array.from({ length: READS }, createGate)
  upstream.answer([...gates.flatMap((gate, index) => [text(marker(index)), gate.step]), FINISH])
  return play(side, async (door) => {
    const reader = startReader(door.stream(QUESTION))
    let arrived = 0
    for (const [index, gate] of gates.entries()) {
      if (!(await settlesWithin(ms, reader.until(marker(index)))) || reader.ending() !== undefined) break
      arrived += 1
      gate.open()
    }
    for (const gate of gates) gate.open()
    await reader.rest()
    return arrived
  })
}
