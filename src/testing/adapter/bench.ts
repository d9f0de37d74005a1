import assert from 'node:assert/strict'
import { assertAccounts, type Expected } from './accounts.ts'
import { assertSame, shapeOf, type Pair } from './compare.ts'
import { createPlayers, type Play, type Players } from './players.ts'
import type { Ending, Seen } from './reading.ts'
import { createRecording, type Recording } from './recording.ts'
import { watchRejections, type RejectionWatch } from './rejections.ts'
import type { AdapterUnderTest, Limit } from './subject.ts'
import { startUpstream, type Upstream } from './upstream/server.ts'
import { assertValid } from './valid.ts'
import { quiet } from './waiting.ts'
import type { Wire } from './wire.ts'

const PATIENCE_MS = 3_000

/** One test: an upstream, clients raw and wrapped, and what the recorder did. */
export type Bench = {
  readonly wire: Wire
  readonly upstream: Upstream
  readonly recording: Recording
  /** How long to wait for what must happen. */
  readonly patienceMs: number
  readonly cannot: (limit: Limit) => boolean
  /** The framework has a way of its own to stop a stream. */
  readonly canCancel: boolean
  /** Says how many outcomes there must be, where that is not one for each call. */
  readonly expectOutcomes: (expected: Expected) => void
  /** Plays with a client of its own. */
  readonly play: Players['play']
  /** Plays with a raw client, then with a wrapped one. */
  readonly both: <Result>(play: Play<Result>) => Promise<Pair<Result>>
  /** Fails unless the wrapped client gave the same answer, or failed with the same error. */
  readonly sameAnswer: (pair: Pair<Ending>) => void
  /** Fails unless the wrapped client gave the same chunks and ended in the same way. */
  readonly sameStream: (pair: Pair<Seen>) => void
}

/** Tests by their names. */
export type AdapterCases = { readonly [name: string]: (bench: Bench) => Promise<void> }

/** Runs a test on a bench of its own, then holds what every test must leave: true counts, and no stray rejection. */
export async function onBench<Client extends object, Request extends object, Handle>(
  subject: AdapterUnderTest<Client, Request, Handle>,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const upstream = await startUpstream(subject.wire)
  const { patienceMs = PATIENCE_MS } = subject
  const recording = createRecording(patienceMs)
  const players = createPlayers(subject, upstream, recording)
  const watch = watchRejections(players.side)
  let expected: Expected | undefined
  try {
    const bench: Bench = {
      wire: subject.wire,
      upstream,
      recording,
      patienceMs,
      cannot: (limit) => subject.cannot?.includes(limit) === true,
      canCancel: subject.cancel !== undefined,
      expectOutcomes: (given) => void (expected = given),
      play: players.play,
      both: async (play) => ({ raw: await players.play('raw', play), wrapped: await players.play('wrapped', play) }),
      ...comparing(subject.comparable ?? ((value) => value)),
    }
    // First, because what the wire throws explains what the test says.
    await run(bench).finally(() => upstream.assertSound())
    for (const event of await recording.events()) assertValid(event)
    await quiet()
    assertAccounts(recording.recorder.stats(), expected ?? players.expected())
    assertNoStray(watch)
  } finally {
    watch.stop()
    await players.dispose()
    await recording.recorder.close()
    await upstream.close()
  }
}

function assertNoStray(watch: RejectionWatch): void {
  const [raw, wrapped] = [watch.of('raw'), watch.of('wrapped')]
  const message = `${wrapped.length} rejections reach nobody, ${raw.length} without the adapter: ${String(wrapped[0])}`
  assert.ok(wrapped.length <= raw.length, message)
}

function comparing(comparable: (value: unknown) => unknown): Pick<Bench, 'sameAnswer' | 'sameStream'> {
  function sameEnding(pair: Pair<Ending>, subject: string): void {
    const { raw, wrapped } = pair
    assertSame({ raw: raw.failed, wrapped: wrapped.failed }, `${subject} must fail when it fails without the adapter`)
    if (raw.failed && wrapped.failed) {
      assertSame({ raw: raw.error, wrapped: wrapped.error }, `${subject} must fail with the same error`)
    }
  }
  return {
    sameAnswer(pair) {
      sameEnding(pair, 'the answer')
      if (pair.raw.failed || pair.wrapped.failed) return
      const [raw, wrapped] = [pair.raw.value, pair.wrapped.value]
      assertSame({ raw: shapeOf(raw), wrapped: shapeOf(wrapped) }, 'the answer must be of the same class')
      assertSame({ raw: comparable(raw), wrapped: comparable(wrapped) }, 'the answer must be the same')
    },
    sameStream({ raw, wrapped }) {
      sameEnding({ raw: raw.ending, wrapped: wrapped.ending }, 'the stream')
      const bytes = { raw: raw.chunks.filter(isBytes)[0], wrapped: wrapped.chunks.filter(isBytes)[0] }
      assertSame({ raw: shapeOf(bytes.raw), wrapped: shapeOf(bytes.wrapped) }, 'bytes must be of the same class')
      const chunks = { raw: joinedBytes(raw.chunks), wrapped: joinedBytes(wrapped.chunks) }
      const shapes = { raw: chunks.raw.map(shapeOf), wrapped: chunks.wrapped.map(shapeOf) }
      assertSame(shapes, 'the app must read as many chunks, of the same classes')
      const values = { raw: chunks.raw.map(comparable), wrapped: chunks.wrapped.map(comparable) }
      assertSame(values, 'the app must read the same chunks in the same order')
    },
  }
}

/** Bytes that follow each other as one chunk: where the network divides them differs from time to time. */
function joinedBytes(chunks: readonly unknown[]): readonly unknown[] {
  const joined: unknown[] = []
  for (const chunk of chunks) {
    const last = joined.at(-1)
    if (isBytes(chunk) && isBytes(last)) joined.splice(-1, 1, Buffer.concat([last, chunk]))
    else joined.push(isBytes(chunk) ? Buffer.from(chunk) : chunk)
  }
  return joined
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}
