import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextLoop } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import { textMessage } from '../../src/core/message.ts'
import type { Store } from '../../src/core/store.ts'
import { createRecorder } from '../../src/default-recorder.ts'
import type { Call, CallStart } from '../../src/middleware/call.ts'
import { withContext } from '../../src/middleware/context.ts'
import type { Recorder, RecorderOptions } from '../../src/middleware/recorder.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { startRecording, type Recording } from '../support/recording.ts'

function begin(recorder: Recorder, request: object = {}): Call | undefined {
  const start: CallStart = {
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', 'Hello')], ...request }),
  }
  return recorder.begin(start)
}

function answer(call: Call | undefined): void {
  call?.end(() => ({ status: 'ok', response: { messages: [textMessage('assistant', 'Hi')] } }))
}

async function startInFolder(options: Partial<RecorderOptions> = {}): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-'))
  const recording = startRecording({ store: jsonlStore(folder), ...options })
  onTestFinished(async () => {
    await recording.recorder.close()
    await rm(folder, { recursive: true, force: true })
  })
  return recording
}

function failToSample(): never {
  throw new Error('sample')
}

describe('labels and contexts', () => {
  test('an empty FINETAP_DIR names no directory, and is no reason to fail', () => {
    vi.stubEnv('FINETAP_DIR', '')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(() => createRecorder()).not.toThrow()
  })

  test('a BigInt as user id is written as text, and the records around it are kept', async () => {
    const recording = await startInFolder()
    for (const userId of ['a', 10n, 'b']) {
      withContext({ userId: userId as never }, () => answer(begin(recording.recorder)))
    }
    expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['a', '10', 'b'])
  })

  test('an undefined capture does not lift the false around it', async () => {
    const recording = startRecording()
    withContext({ capture: false }, () =>
      withContext({ capture: undefined } as never, () => answer(begin(recording.recorder))),
    )
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats().unsampled).toBe(1)
  })
})

describe('queue and store', () => {
  test('a record that the store refuses does not take the others along', async () => {
    const recording = await startInFolder({
      redact(event) {
        const isBad = event.type === 'generation' && event.userId === 'bad'
        return isBad ? { ...event, ext: { count: 1n as never } } : event
      },
    })
    for (const userId of ['a', 'bad', 'b']) withContext({ userId }, () => answer(begin(recording.recorder)))
    expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['a', 'b'])
    expect(recording.recorder.enabled).toBe(true)
    expect(recording.recorder.stats()).toMatchObject({ written: 2, dropped: { record_invalid: 1 } })
  })

  test('large schemas count towards the bytes of the queue', () => {
    const { promise: never } = Promise.withResolvers<void>()
    const { recorder } = startRecording({
      queue: { bytes: 1_000_000 },
      store: { ...memoryStore(), append: () => never },
    })
    const responseFormat = { description: 'x'.repeat(100_000) }
    for (let call = 0; call < 30; call += 1) answer(begin(recorder, { responseFormat }))
    expect(recorder.stats().dropped.queue_full).toBeGreaterThan(0)
  })

  test('flush and close never reject: what the store throws is told', async () => {
    const fail = (): never => {
      throw new Error('at once')
    }
    const { recorder, errors } = startRecording({ store: { ...memoryStore(), flush: fail, close: fail } })
    await recorder.flush()
    await recorder.close()
    expect(errors).toMatchObject([{ code: 'store_failed' }, { code: 'store_failed' }, { code: 'store_failed' }])
  })

  test('losses with no call behind them are told to the log too', async () => {
    const recording = startRecording({ sample: failToSample })
    begin(recording.recorder)
    expect(await recording.events()).toMatchObject([{ type: 'gap', dropped: { capture_failed: 1 } }])
  })

  test('close writes the calls that are still open, and feedback behind it is told', async () => {
    const written: LogEvent[] = []
    const store: Store = { ...memoryStore(), append: async (events) => void written.push(...events) }
    const { recorder, errors } = startRecording({ store })
    const call = begin(recorder)
    await recorder.close()
    answer(call)
    expect(written).toMatchObject([{ type: 'generation', status: 'abandoned' }])
    recorder.feedback({ generationId: 'g' }, { thumb: 'up' })
    await nextLoop()
    await nextLoop()
    expect(recorder.stats().dropped).toEqual({})
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('feedback')
  })
})

test('an async error handler of the app that rejects is survived', async () => {
  const rejections: unknown[] = []
  const note = (error: unknown): void => void rejections.push(error)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  let told = 0
  // No vi.fn: it takes care of the rejection itself.
  const onError = (): unknown => {
    told += 1
    return Promise.reject(new Error('handler'))
  }
  begin(startRecording({ sample: failToSample, onError }).recorder)
  for (let turn = 0; turn < 3; turn += 1) await nextLoop()
  expect(told).toBe(1)
  expect(rejections).toEqual([])
})
