import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { textMessage } from '../../src/core/message.ts'
import { createAccumulator } from '../../src/middleware/accumulator.ts'
import type { Call } from '../../src/middleware/call.ts'
import { followPromise } from '../../src/middleware/follow-promise.ts'
import { followStream, type StreamReading } from '../../src/middleware/follow-stream.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import { tapIterator } from '../../src/middleware/stream-tap.ts'
import { tapReadable } from '../../src/middleware/tap-readable.ts'
import { onlyGeneration, startRecording, type Recording } from '../support/recording.ts'

function begin({ begin: beginCall }: Recorder, text = 'Hello', signal?: AbortSignal): Call {
  const call = beginCall({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: true,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', text)] }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (call === undefined) throw new Error('not captured')
  return call
}

function readText(largest?: number): StreamReading<string> {
  const answer = createAccumulator(largest)
  return {
    chunk(chunk) {
      answer.text(chunk)
      return true
    },
    result: () => ({ response: { messages: answer.messages() } }),
    isComplete: () => false,
    failure: () => undefined,
  }
}

/** A stream of words that never ends by itself. */
function words(): ReadableStream<string> {
  return new ReadableStream({ pull: (controller) => controller.enqueue('word ') }, { highWaterMark: 0 })
}

function tapped(recorder: Recorder, source = words(), text?: string): ReadableStream<string> {
  const call = begin(recorder, text)
  return tapReadable(source, followStream(call, readText()))
}

async function readSome(stream: ReadableStream<string>, count: number): Promise<ReadableStreamDefaultReader<string>> {
  const reader = stream.getReader()
  for (let index = 0; index < count; index += 1) await reader.read()
  return reader
}

async function untilEnded({ recorder }: Recording): Promise<void> {
  for (let round = 0; recorder.stats().active > 0; round += 1) {
    if (round > 500) throw new Error('still open')
    await pause(10)
  }
}

async function collectGarbage(recording: Recording): Promise<void> {
  setFlagsFromString('--expose-gc')
  onTestFinished(() => setFlagsFromString('--no-expose-gc'))
  const gc: unknown = runInNewContext('gc')
  for (let round = 0; recording.recorder.stats().active > 0; round += 1) {
    if (typeof gc !== 'function' || round > 100) throw new Error('still open')
    gc()
    await pause(10)
  }
}

describe('an answer that nobody reads on', () => {
  test('is abandoned after the idle time, with what was read of it, and the stream goes on all the same', async () => {
    const recording = startRecording({ idleMs: 40 })
    const reader = await readSome(tapped(recording.recorder), 2)
    await untilEnded(recording)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'abandoned',
      response: { messages: [{ parts: [{ type: 'text', text: 'word word ' }] }] },
    })
    expect(await reader.read()).toEqual({ done: false, value: 'word ' })
    await reader.cancel()
    expect(await recording.generations()).toHaveLength(1)
  })

  test('is abandoned when it was never read at all', async () => {
    const recording = startRecording({ idleMs: 40 })
    const stream = tapped(recording.recorder)
    await untilEnded(recording)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'abandoned', response: { messages: [] } })
    await stream.cancel()
  })

  test('is not given up while the app waits for a slow model', async () => {
    const recording = startRecording({ idleMs: 20 })
    const pushes: ((word: string) => void)[] = []
    const slow = new ReadableStream<string>(
      { pull: (controller) => new Promise((resolve) => pushes.push((word) => resolve(controller.enqueue(word)))) },
      { highWaterMark: 0 },
    )
    const reader = tapped(recording.recorder, slow).getReader()
    const waiting = reader.read()
    await pause(120)
    expect(recording.recorder.stats().active).toBe(1)
    pushes.shift()?.('late')
    expect(await waiting).toEqual({ done: false, value: 'late' })
    await reader.cancel()
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
  })

  test('is not given up while a call that is not streamed waits', async () => {
    const recording = startRecording({ idleMs: 20 })
    const { promise, resolve } = Promise.withResolvers<string>()
    const answer = followPromise(
      begin(recording.recorder),
      () => promise,
      () => ({ status: 'ok' }),
    )
    await pause(120)
    resolve('late')
    expect(await answer).toBe('late')
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })

  test('is abandoned when the app lets go of the stream and it is collected', async () => {
    const recording = startRecording()
    let lastReader: unknown = await readSome(tapped(recording.recorder, words(), 'dropped'), 3)
    expect(recording.recorder.stats().active).toBe(1)
    lastReader = undefined
    await collectGarbage(recording)
    expect(lastReader).toBeUndefined()
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'abandoned',
      response: { messages: [{ parts: [{ text: 'word word word ' }] }] },
    })
  })

  test('is abandoned when an iterator is collected, or a promise that never settles', async () => {
    const recording = startRecording()
    await (async () => {
      const call = begin(recording.recorder)
      const iterator = tapIterator(words()[Symbol.asyncIterator](), followStream(call, readText()))
      await iterator.next()
      void followPromise(
        begin(recording.recorder),
        () => new Promise<string>(() => {}),
        () => ({ status: 'ok' }),
      )
    })()
    expect(recording.recorder.stats().active).toBe(2)
    await collectGarbage(recording)
    const generations = await recording.generations()
    expect(generations.map(({ status }) => status)).toEqual(['abandoned', 'abandoned'])
  })
})

describe('the signal of the app', () => {
  test('ends a stream that the model goes on with, once nobody reads it', async () => {
    const recording = startRecording()
    const controller = new AbortController()
    const call = begin(recording.recorder, 'Hello', controller.signal)
    await readSome(tapReadable(words(), followStream(call, readText())), 1)
    controller.abort()
    await vi.waitFor(() => expect(recording.recorder.stats().active).toBe(0), { timeout: 3_000 })
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'word ' }] }] },
    })
  })

  test('takes what the app still reads, as clients hand out what has arrived', async () => {
    const recording = startRecording()
    const controller = new AbortController()
    const call = begin(recording.recorder, 'Hello', controller.signal)
    const reader = await readSome(tapReadable(words(), followStream(call, readText())), 1)
    controller.abort()
    await reader.read()
    await reader.cancel()
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'word word ' }] }] },
    })
  })
})

describe('what is held of open calls is bounded', () => {
  test('beyond the limit the newest are not captured, counted and told', async () => {
    const recording = startRecording({ queue: { count: 2 } })
    const calls = [begin(recording.recorder), begin(recording.recorder)]
    expect(() => begin(recording.recorder)).toThrow('not captured')
    for (const call of calls) call.end(() => ({ status: 'ok' }))
    expect(await recording.generations()).toHaveLength(2)
    expect(recording.recorder.stats()).toMatchObject({ captured: 2, dropped: { too_many_open: 1 } })
    expect((await recording.events()).find(({ type }) => type === 'gap')).toMatchObject({
      dropped: { too_many_open: 1 },
    })
  })

  test('an answer without end is dropped when it outgrows what is kept, and the app reads on', async () => {
    const recording = startRecording()
    const call = begin(recording.recorder)
    const reader = await readSome(tapReadable(words(), followStream(call, readText(200))), 50)
    expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: { too_large: 1 } })
    expect(await reader.read()).toEqual({ done: false, value: 'word ' })
    await reader.cancel()
    expect(await recording.generations()).toEqual([])
  })
})
