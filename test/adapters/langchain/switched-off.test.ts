import './support/no-tracing.ts'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { createAgent } from 'langchain'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  captureAgent,
  captureHandler,
  captureLangChain,
  unwrapChatModel,
  wrapChatModel,
} from '../../../src/adapters/langchain/index.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } } as const

/** A model that notes the run managers that LangChain gives it: without any callback it gives none. */
class WatchedModel extends FakeListChatModel {
  readonly managers: unknown[] = []

  constructor(fields: Partial<ConstructorParameters<typeof FakeListChatModel>[0]> = {}) {
    super({ responses: ['Yes.'], ...fields })
  }

  override _generate(...[messages, options, manager]: Parameters<FakeListChatModel['_generate']>) {
    this.managers.push(manager)
    return super._generate(messages, options, manager)
  }

  override _streamResponseChunks(...values: Parameters<FakeListChatModel['_streamResponseChunks']>) {
    this.managers.push(values[2])
    return super._streamResponseChunks(...values)
  }
}

/** Names of the handlers' methods that LangChain runs from now on. */
function watchHandlers(): readonly string[] {
  const ran: string[] = []
  const prototype: object = Object.getPrototypeOf(captureHandler())
  for (const name of Reflect.ownKeys(prototype).map(String)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, name)
    if (!name.startsWith('handle') || descriptor === undefined) continue
    const run: (...values: unknown[]) => unknown = descriptor.value
    const value = function (this: unknown, ...values: unknown[]): unknown {
      ran.push(name)
      return Reflect.apply(run, this, values)
    }
    Object.defineProperty(prototype, name, { ...descriptor, value })
    onTestFinished(() => void Object.defineProperty(prototype, name, descriptor))
  }
  return ran
}

function switchedOff() {
  const recording = startRecording({ enabled: false })
  return { recording, recorder: recording.recorder, model: wrapChatModel(new WatchedModel(), recording) }
}

async function whileOff<Result>(recorder: Recorder, run: () => Promise<Result>): Promise<Result> {
  recorder.enabled = false
  try {
    return await run()
  } finally {
    recorder.enabled = true
  }
}

describe('a model whose recorder is switched off', () => {
  test('runs as if it were not wrapped: no handler, no tokens, no ids', async () => {
    const { model } = switchedOff()
    const ran = watchHandlers()
    const answer = await model.invoke('Hello')
    await Array.fromAsync(await model.stream('Hello'))
    await model.batch(['Hello'])
    await Array.fromAsync(model.streamEvents('Hello', { version: 'v3' } as never) as unknown as AsyncIterable<unknown>)
    expect(ran).toEqual([])
    expect(model.managers.length).toBeGreaterThanOrEqual(3)
    expect(new Set(model.managers)).toEqual(new Set([undefined]))
    expect(answer.id).toBeUndefined()
    expect(model.callbacks).toBeUndefined()
    expect(JSON.stringify(model)).toBe(JSON.stringify(new WatchedModel()))
    expect(Object.entries(model).find(([name]) => name === 'callbacks')).toEqual(['callbacks', undefined])
  })

  test('records from the next call on once it is switched on, and not once it is off again', async () => {
    const { model, recorder, recording } = switchedOff()
    const ran = watchHandlers()
    await model.invoke('One')
    recorder.enabled = true
    await model.invoke('Two')
    await Array.fromAsync(await model.stream('Three'))
    const before = ran.length
    recorder.enabled = false
    await model.invoke('Four')
    await Array.fromAsync(await model.stream('Five'))
    expect(ran).toHaveLength(before)
    recorder.enabled = true
    await model.invoke('Six')
    const asked = (await recording.generations()).map(({ request }) => request.messages[0]?.parts[0])
    expect(asked).toMatchObject([{ text: 'Two' }, { text: 'Three' }, { text: 'Six' }])
  })

  test('a call that is under way when it is switched off or on comes to its end', async () => {
    const { model, recorder, recording } = switchedOff()
    const reading = await model.stream('One')
    recorder.enabled = true
    const second = await model.stream('Two')
    for await (const _ of second) recorder.enabled = false
    await Array.fromAsync(reading)
    expect(recorder.stats().active).toBe(0)
    recorder.enabled = true
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['ok'])
  })

  test('models that are made of it are captured when it is on, whenever they were made', async () => {
    const recording = startRecording({ enabled: false })
    const stub = await startStub(() => ({ text: ['Yes.'] }))
    const model = wrapChatModel(stub.model(), recording)
    const ran = watchHandlers()
    const early = model.bindTools([weather])
    await early.invoke('Hello')
    recording.recorder.enabled = true
    const late = model.withConfig({ stop: ['x'] })
    await whileOff(recording.recorder, () => late.invoke('Hello'))
    expect(ran).toEqual([])
    await early.invoke('Hello')
    await late.invoke('Hello')
    expect(await recording.generations()).toHaveLength(2)
  })

  test('captureLangChain adds nothing either', async () => {
    const recording = startRecording({ enabled: false })
    onTestFinished(captureLangChain(CallbackManager, recording))
    const model = new WatchedModel()
    await model.invoke('Hello')
    expect(model.managers).toEqual([undefined])
    recording.recorder.enabled = true
    await model.invoke('Hello')
    await onlyGeneration(recording)
  })

  test('an agent that captures captures it all the same, and only within', async () => {
    const [off, recording] = [startRecording({ enabled: false }), startRecording()]
    const stub = await startStub(() => ({ text: ['Yes.'] }))
    const model = wrapChatModel(stub.model(), off)
    const agent = createAgent({ model, middleware: [captureAgent(recording)] })
    const asking = agent.invoke({ messages: [{ role: 'user', content: 'Within' }] })
    const [outside] = await Promise.all([model.invoke('Outside'), asking])
    expect(outside.text).toBe('Yes.')
    expect((await onlyGeneration(recording)).request.messages).toMatchObject([{ parts: [{ text: 'Within' }] }])
    expect(model.callbacks).toBeUndefined()
    off.recorder.enabled = true
    await model.invoke('Later')
    expect((await onlyGeneration(off)).request.messages).toMatchObject([{ parts: [{ text: 'Later' }] }])
  })
})

describe('callbacks that the app puts on a wrapped model', () => {
  const seen: string[] = []
  const ears = (name: string) => ({ name, handleLLMStart: () => void seen.push(name) })

  test.each([true, false])('before, into the list, in its place; begun with the recorder on: %s', async (enabled) => {
    const recording = startRecording({ enabled })
    const own = [ears('own')]
    const model = wrapChatModel(new WatchedModel({ callbacks: own }), recording)
    async function heard(): Promise<readonly string[]> {
      seen.length = 0
      await model.invoke('Hello')
      recording.recorder.enabled = !recording.recorder.enabled
      await model.invoke('Hello')
      return seen.toSorted()
    }
    expect(await heard()).toEqual(['own', 'own'])
    own.push(ears('later'))
    expect(await heard()).toEqual(['later', 'later', 'own', 'own'])
    recording.recorder.enabled = true
    const given = model.callbacks
    if (Array.isArray(given)) given.push(ears('pushed'))
    expect(model.callbacks).toBe(given)
    expect(await heard()).toEqual(['later', 'later', 'own', 'own', 'pushed', 'pushed'])
    recording.recorder.enabled = true
    model.callbacks = [...(Array.isArray(model.callbacks) ? model.callbacks : []), ears('spread')]
    recording.recorder.enabled = false
    expect(model.callbacks.map((handler) => Reflect.get(handler, 'name'))).toEqual(['own', 'later', 'pushed', 'spread'])
    const other = [ears('other')]
    model.callbacks = other
    expect(model.callbacks).toBe(other)
    expect(await heard()).toEqual(['other', 'other'])
    expect((await recording.generations()).length).toBe(4)
    expect(unwrapChatModel(model).callbacks).toBe(other)
    expect(Object.getOwnPropertyDescriptor(model, 'callbacks')).toEqual({
      value: other,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    // As without finetap: what was pushed to the list of the model is in the app's.
    expect(own.map(({ name }) => name)).toEqual(['own', 'later', 'pushed'])
  })

  test('a manager, also one that is added to', async () => {
    const recording = startRecording()
    const own = CallbackManager.fromHandlers(ears('own'))
    const model = wrapChatModel(new WatchedModel({ callbacks: own }), recording)
    seen.length = 0
    const given = model.callbacks
    if (!Array.isArray(given)) given?.addHandler(ears('added') as never)
    await model.invoke('Hello')
    await whileOff(recording.recorder, () => model.invoke('Hello'))
    expect(seen.toSorted()).toEqual(['added', 'added', 'own', 'own'])
    expect(own.handlers).toHaveLength(1)
    await onlyGeneration(recording)
    model.callbacks = own
    await whileOff(recording.recorder, async () => expect(model.callbacks).toBe(own))
    expect(unwrapChatModel(model).callbacks).toBe(own)
  })

  test('an object made of a wrapped model has callbacks of its own', async () => {
    const model = wrapChatModel(new WatchedModel(), startRecording({ enabled: false }))
    const made: WatchedModel = Object.create(model)
    const own = [ears('own')]
    made.callbacks = own
    expect([made.callbacks, model.callbacks]).toEqual([own, undefined])
    model.callbacks = [ears('all')]
    expect([made.callbacks, Reflect.get(Object.create(model), 'callbacks')]).toEqual([own, model.callbacks])
  })

  test('frozen models that are made of it stay as they are', () => {
    const frozen = Object.freeze(new WatchedModel())
    const model = Object.assign(new WatchedModel(), { withConfig: () => frozen })
    expect(wrapChatModel(model, startRecording()).withConfig()).toBe(frozen)
  })
})
