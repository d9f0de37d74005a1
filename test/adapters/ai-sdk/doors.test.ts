import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  captureMiddleware,
  captureTelemetry,
  wrapModel,
  wrapModelProvider,
} from '../../../src/adapters/ai-sdk/index.ts'
import type { LanguageModelLike } from '../../../src/adapters/ai-sdk/index.ts'
import type { CaptureOptions } from '../../../src/adapters/ai-sdk/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { callTool, overloaded, say } from './support/answers.ts'
import { majors, type Answer, type Major, type Script } from './support/majors.ts'
import { inTurn, startStream } from './support/script.ts'

type Door = (model: LanguageModelLike, major: Major, options: CaptureOptions) => LanguageModelLike

const doors: { readonly [name: string]: Door } = {
  wrapModel: (model, _, options) => wrapModel(model, options),
  captureMiddleware: (model, { sdk }, options) =>
    sdk.wrapLanguageModel({ model, middleware: captureMiddleware(options) }),
  wrapModelProvider: (model, { sdk }, options) =>
    wrapModelProvider(sdk.customProvider({ languageModels: { it: model } }), options).languageModel('it'),
  captureTelemetry(model, _, options) {
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS ??= []
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS.push(captureTelemetry(options))
    return model
  },
}

let recording: Recording

beforeEach(() => {
  recording = startRecording()
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})
afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})

const names = Object.keys(doors)
const pairs = names.flatMap((outer) => names.map((inner) => [inner, outer]))
const combinations = [...names.map((name) => [name]), ...pairs, names, names.toReversed()]

describe.each(majors)('$name', (major) => {
  const able = combinations.filter(
    (combination) => major.number > 5 || !combination.every((name) => name === 'captureTelemetry'),
  )

  /** A model behind all doors of a combination, the first one innermost. */
  function behind(combination: readonly string[], script: Script, change?: Door): LanguageModelLike {
    const raw = major.model(script)
    const changed = change?.(raw, major, recording) ?? raw
    return combination.reduce((model, name) => doors[name]?.(model, major, recording) ?? model, changed)
  }

  function loop(model: LanguageModelLike, kind: string): PromiseLike<unknown> {
    const { sdk } = major
    const inputSchema = sdk.jsonSchema({ type: 'object' })
    const options = {
      model,
      prompt: 'Weather?',
      tools: { get_weather: sdk.tool({ inputSchema, execute: async () => ({ celsius: 20 }) }) },
      stopWhen: major.steps(3),
      maxRetries: 1,
    }
    return kind === 'generateText' ? sdk.generateText(options) : sdk.streamText(options).consumeStream()
  }

  for (const kind of ['generateText', 'streamText']) {
    test.each(able.map((combination) => [combination.join(' + '), combination] as const))(
      `${kind}, retries and a tool loop through %s: one record for each call`,
      async (_, combination) => {
        const script = inTurn<Answer | Error>(
          overloaded(),
          callTool('get_weather'),
          overloaded(),
          say('20 °C'),
        ) as Script
        await loop(behind(combination, script), kind)
        const generations = await recording.generations()
        const said = generations.map(({ status, response }) => [status, response.messages[0]?.parts[0]?.type])
        const isBlind = major.number === 6 && combination.every((name) => name === 'captureTelemetry')
        expect(said).toEqual(
          isBlind
            ? [
                ['ok', 'tool_call'],
                ['ok', 'text'],
              ]
            : [
                ['error', undefined],
                ['ok', 'tool_call'],
                ['error', undefined],
                ['ok', 'text'],
              ],
        )
        expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
      },
    )
  }

  test('labels of inner doors reach the record', async () => {
    const inner = captureMiddleware({ ...recording, userId: 'inner', sessionId: 's1' })
    const model = wrapModel(major.sdk.wrapLanguageModel({ model: major.model(() => say('Hi')), middleware: inner }), {
      ...recording,
      userId: 'outer',
    })
    await major.sdk.generateText({ model, prompt: 'Hello' })
    expect(await recording.generations()).toMatchObject([{ userId: 'outer', sessionId: 's1' }])
    const innermost = wrapModel(
      major.model(() => say('Hi')),
      { ...recording, tenantId: 't1' },
    )
    const nested = wrapModel(major.sdk.wrapLanguageModel({ model: innermost, middleware: inner }), recording)
    await major.sdk.generateText({ model: nested, prompt: 'Hello' })
    expect((await recording.generations())[1]).toMatchObject({ userId: 'inner', sessionId: 's1', tenantId: 't1' })
  })

  test('streams that carry nothing but their text are recorded once too', async () => {
    const parts = major.stream({ ...say('Hi'), id: null }).slice(1)
    const bare = { ...major.model(() => say('Hi')), doStream: async () => ({ stream: startStream(parts) }) }
    doors['captureTelemetry']?.(bare, major, recording)
    const model = wrapModel(bare, recording)
    const streams = ['a', 'b', 'c'].map((prompt) => major.sdk.streamText({ model, prompt }))
    await Promise.all(streams.map((stream) => stream.consumeStream()))
    expect(await recording.generations()).toHaveLength(3)
    expect(recording.recorder.stats().dropped).toEqual({})
  })

  test('a model that always returns one and the same answer object is recorded each time', async () => {
    const constant = { ...say('yes'), warnings: [] }
    const answer: unknown = await doGenerate(major.model(() => constant))
    const raw = { ...major.model(() => constant), doGenerate: async () => answer }
    doors['captureTelemetry']?.(raw, major, recording)
    const wrapped = wrapModel(raw, recording)
    // Not through the SDK, so no hook hears of it.
    await doGenerate(wrapped)
    await Promise.all([wrapped, raw, wrapped, raw].map((model) => major.sdk.generateText({ model, prompt: 'Hello' })))
    await major.sdk.generateText({ model: raw, prompt: 'Hello' })
    expect(await recording.generations()).toHaveLength(major.number === 5 ? 3 : 6)
  })

  test('what a wrap leaves out is left out by the hooks too', async () => {
    doors['captureTelemetry']?.(
      major.model(() => say('')),
      major,
      recording,
    )
    const model = wrapModel(
      major.model(() => say('Hi')),
      { ...recording, consent: false },
    )
    await major.sdk.generateText({ model, prompt: 'Hello' })
    await major.sdk.streamText({ model, prompt: 'Hello' }).consumeStream()
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats().dropped).toEqual({ no_consent: 2 })
  })
})

function doGenerate(model: LanguageModelLike): PromiseLike<unknown> {
  return model.doGenerate({ prompt: [] } as never)
}
