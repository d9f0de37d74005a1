import { generateText as generateText7 } from 'ai'
import { generateText as generateText6 } from 'ai6'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { captureTelemetry, type CaptureTelemetry } from '../../../../src/adapters/ai-sdk/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../../support/recording.ts'
import { say } from '../support/answers.ts'
import { ai6Major, ai7Major } from '../support/majors.ts'
import { startStream } from '../support/script.ts'

afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})

const usersOf = async (recording: Recording): Promise<readonly (string | undefined)[]> =>
  (await recording.generations()).map(({ userId }) => userId)

function start(telemetry: CaptureTelemetry, callId: string): void {
  telemetry.onStart({ callId, operationId: 'ai.generateText', runtimeContext: { userId: callId } })
}

async function call(telemetry: CaptureTelemetry, callId: string): Promise<void> {
  const answer = await ai7Major.model(() => say('Hi')).doGenerate({ prompt: [] } as never)
  expect(await telemetry.executeLanguageModelCall({ callId, execute: async () => answer })).toBe(answer)
}

test('one integration serves ai 6 and ai 7 in one process', async () => {
  const recording = startRecording()
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = [captureTelemetry(recording)]
  await generateText6({ model: ai6Major.model(() => say('six')) as never, prompt: 'Hello' })
  await generateText7({ model: ai7Major.model(() => say('seven')) as never, prompt: 'Hello' })
  expect((await recording.generations()).map(({ source }) => source.version)).toEqual(['v3', 'v4'])
})

test.each(['onEnd', 'onAbort', 'onError'] as const)('nothing is kept of a call after %s', async (hook) => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  start(telemetry, 'u1')
  await call(telemetry, 'u1')
  telemetry[hook]({ callId: 'u1', error: new Error('late') })
  await call(telemetry, 'u1')
  expect(await usersOf(recording)).toEqual(['u1', undefined])
})

test('of calls that never end the oldest are forgotten, and recorded all the same', async () => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  for (let index = 0; index <= 10_000; index += 1) start(telemetry, `u${index}`)
  await call(telemetry, 'u0')
  await call(telemetry, 'u10000')
  expect(await usersOf(recording)).toEqual([undefined, 'u10000'])
})

test('events that make no sense are counted, and never thrown at the app', async () => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  const broken = Object.defineProperty({}, 'callId', {
    get() {
      throw new Error('unreadable')
    },
  })
  const hooks = Object.values(telemetry).filter((hook) => hook !== telemetry.executeLanguageModelCall)
  for (const hook of hooks) {
    for (const event of [undefined, null, 7, 'x', {}, { callId: 'c1' }, broken]) {
      expect(Reflect.apply(hook, undefined, [event])).toBeUndefined()
    }
  }
  await setImmediate()
  expect(recording.errors.length).toBeGreaterThan(0)
})

test('an answer of any kind reaches the SDK as it is, and so does an error', async () => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  const odd = [undefined, null, 'text', { stream: 'none' }, Object.freeze({ content: 7 })]
  for (const answer of odd) {
    expect(await telemetry.executeLanguageModelCall({ callId: 'c1', execute: async () => answer })).toBe(answer)
  }
  const failure = new Error('lost')
  const failing = telemetry.executeLanguageModelCall({ callId: 'c1', execute: () => Promise.reject(failure) })
  await expect(failing).rejects.toBe(failure)
  await setImmediate()
  expect(recording.recorder.stats().active).toBe(0)
})

const parts = ai7Major.stream(say('Hello'))
const readers: readonly (readonly [string, (stream: ReadableStream<unknown>) => Promise<unknown>])[] = [
  ['an iterator', (stream) => Array.fromAsync(stream)],
  ['values()', (stream) => Array.fromAsync(stream.values())],
  ['pipeThrough', (stream) => Array.fromAsync(stream.pipeThrough(new TransformStream()))],
  ['one branch of tee', (stream) => Array.fromAsync(stream.tee()[1])],
  [
    'pipeTo',
    async (stream) => {
      const written: unknown[] = []
      await stream.pipeTo(new WritableStream({ write: (part) => void written.push(part) }))
      return written
    },
  ],
  ['a response', (stream) => Array.fromAsync(new Response(stream as ReadableStream<Uint8Array>).body ?? [])],
]

test.each(readers)('a stream stays the object that it was, read by %s', async (_, read) => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  telemetry.onStart({ callId: 'c1', operationId: 'ai.streamText' })
  const result = { stream: startStream(parts) }
  const { stream } = result
  const given = await telemetry.executeLanguageModelCall({ callId: 'c1', execute: async () => result })
  expect(given).toBe(result)
  expect(given.stream).toBe(stream)
  expect(stream.locked).toBe(false)
  const reader = stream.getReader()
  expect(stream.locked).toBe(true)
  reader.releaseLock()
  expect(await read(stream)).toEqual(parts)
  expect(await onlyGeneration(recording)).toMatchObject({
    status: 'ok',
    response: { messages: [{ parts: [{ text: 'Hello' }] }] },
  })
})

test('a stream that takes no new members is given in a copy of the result', async () => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  const result = { stream: Object.preventExtensions(startStream(parts)), request: { body: 'x' } }
  const given = await telemetry.executeLanguageModelCall({ callId: 'c1', execute: async () => result })
  expect(given).toMatchObject({ request: { body: 'x' } })
  expect(await Array.fromAsync(given.stream)).toEqual(parts)
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
})

test('a step of ai 6 that fails is forgotten when the SDK lets go of it', async () => {
  const recording = startRecording()
  const telemetry = captureTelemetry(recording)
  const model = { provider: 'mock', modelId: 'm' }
  const begin = (text: string): void =>
    telemetry.onStepStart({
      model: { ...model },
      stepNumber: 0,
      steps: [],
      messages: [{ role: 'user', content: text }],
    })
  const end = { model, stepNumber: 0, content: [{ type: 'text', text: 'Hi' }], finishReason: 'stop' }
  begin('fails')
  await collectGarbage()
  begin('works')
  telemetry.onStepFinish({ ...end, model: { ...model } })
  expect((await onlyGeneration(recording)).request.messages).toMatchObject([{ parts: [{ text: 'works' }] }])
})

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  onTestFinished(() => setFlagsFromString('--no-expose-gc'))
  const gc: unknown = runInNewContext('gc')
  // What a WeakRef pointed to is kept until the present turn of the event loop is over.
  await setImmediate()
  if (typeof gc === 'function') Reflect.apply(gc, undefined, [])
}
