import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { captureTelemetry, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { callTool, say } from './support/answers.ts'
import { ai6Major, ai7Major, majors, type Answer, type Major } from './support/majors.ts'
import { inTurn, startStream } from './support/script.ts'

afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
})

function capture(recording: Recording): void {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = [captureTelemetry(recording)]
}

/** What the app gets as the id of the response. */
async function idOf({ sdk }: Major, kind: string, options: object): Promise<string> {
  if (kind === 'generateText') return (await sdk.generateText({ prompt: 'Hello', ...options })).response.id
  const result = sdk.streamText({ prompt: 'Hello', ...options })
  await result.consumeStream()
  return (await result.response).id
}

const kinds = ['generateText', 'streamText']
const nameless: Answer = { ...say('Hi'), id: null }

describe.each(majors)('$name', (major) => {
  test.each(kinds)('%s: the id of the provider is the one that the app has', async (kind) => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => ({ ...say('Hi'), id: 'chatcmpl-7' })),
      recording,
    )
    expect(await idOf(major, kind, { model })).toBe('chatcmpl-7')
    expect((await onlyGeneration(recording)).response.id).toBe('chatcmpl-7')
  })

  test.each(kinds)('%s: where the provider gives none, a wrapped model has none', async (kind) => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => nameless),
      recording,
    )
    expect(await idOf(major, kind, { model })).toMatch(/./)
    expect((await onlyGeneration(recording)).response.id).toBeUndefined()
  })
})

describe.each([ai6Major, ai7Major])('captureTelemetry with $name', (major) => {
  test.each(kinds)('%s: the id that the SDK makes up is recorded', async (kind) => {
    const recording = startRecording()
    capture(recording)
    const id = await idOf(major, kind, { model: major.model(() => nameless) })
    expect(await onlyGeneration(recording)).toMatchObject({ response: { id }, status: 'ok' })
  })

  test.each(kinds)('%s: each step of a tool loop has its own', async (kind) => {
    const recording = startRecording()
    capture(recording)
    const { sdk } = major
    const tools = { t: sdk.tool({ inputSchema: sdk.jsonSchema({ type: 'object' }), execute: () => 'ok' }) }
    const script = inTurn<Answer>({ ...callTool('t'), id: null }, nameless)
    const id = await idOf(major, kind, { model: major.model(script), tools, stopWhen: major.steps(3) })
    const [first, second] = await recording.generations()
    expect(second?.response.id).toBe(id)
    expect(first?.response.id).not.toBe(id)
  })
})

describe('captureTelemetry with ai 7', () => {
  test('also above a wrapped model', async () => {
    const recording = startRecording()
    capture(recording)
    const model = wrapModel(
      ai7Major.model(() => nameless),
      recording,
    )
    const ids = [await idOf(ai7Major, 'generateText', { model }), await idOf(ai7Major, 'streamText', { model })]
    expect((await recording.generations()).map(({ response }) => response.id)).toEqual(ids)
  })

  test('a stream whose end the SDK never hears of is recorded without', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const recording = startRecording()
    const telemetry = captureTelemetry(recording)
    telemetry.onStart({ callId: 'call-1', operationId: 'ai.streamText' })
    const { stream } = await telemetry.executeLanguageModelCall({
      callId: 'call-1',
      execute: async () => ({ stream: startStream(ai7Major.stream(nameless)) }),
    })
    await Array.fromAsync(stream)
    vi.runAllTimers()
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({ status: 'ok', response: { messages: [{ parts: [{ text: 'Hi' }] }] } })
    expect(generation.response.id).toBeUndefined()
  })
})
