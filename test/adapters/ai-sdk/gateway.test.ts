import { generateText, registerTelemetry, streamText } from 'ai'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { captureTelemetry, wrapModel, wrapModelProvider } from '../../../src/adapters/ai-sdk/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { say } from './support/answers.ts'
import { startGateway, type GatewayStub } from './support/gateway-stub.ts'
import { ai7Major, majors, type Major } from './support/majors.ts'

const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])
const PNG_URI = 'data:image/png;base64,iVBORw0KGgo='
const messages = [
  {
    role: 'user' as const,
    content: [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'file' as const, data: png, mediaType: 'image/png' },
    ],
  },
]

async function start(major: Major): Promise<GatewayStub> {
  const stub = await startGateway(major, say('A picture'))
  onTestFinished(() => stub.close())
  return stub
}

async function expectPicture(recording: Recording, count: number): Promise<void> {
  const generations = await recording.generations()
  expect(generations).toHaveLength(count)
  for (const { request, response, status } of generations) {
    expect(status).toBe('ok')
    expect(request.messages[0]?.parts).toEqual([
      { type: 'text', text: 'What is this?' },
      { type: 'file', mediaType: 'image/png', uri: PNG_URI },
    ])
    expect(response.messages[0]?.parts).toEqual([{ type: 'text', text: 'A picture' }])
  }
}

describe.each(majors)('the gateway of $name', (major) => {
  const { sdk } = major

  test('which rewrites the files of a prompt in place is recorded with the files as they were', async () => {
    const stub = await start(major)
    const recording = startRecording()
    const gateway = sdk.createGateway({ baseURL: stub.baseURL, apiKey: 'hidden' })
    const model = wrapModel(gateway('some/model'), recording)
    await sdk.generateText({ model, messages })
    await sdk.streamText({ model, messages }).consumeStream()
    await expectPicture(recording, 2)
    expect(stub.bodies.join()).toContain('iVBORw0KGgo=')
    expect(JSON.stringify(await recording.generations())).not.toContain('hidden')
  })

  test('captured as default provider, and nothing of ours on the wire', async () => {
    const stub = await start(major)
    const recording = startRecording()
    const gateway = sdk.createGateway({ baseURL: stub.baseURL, apiKey: 'hidden' })
    Reflect.set(globalThis, 'AI_SDK_DEFAULT_PROVIDER', gateway)
    onTestFinished(() => void Reflect.deleteProperty(globalThis, 'AI_SDK_DEFAULT_PROVIDER'))
    await sdk.generateText({ model: 'some/model', messages })
    const options = { ...recording, conversationId: 'c1', userId: 'u1' }
    Reflect.set(globalThis, 'AI_SDK_DEFAULT_PROVIDER', wrapModelProvider(gateway, options))
    await sdk.generateText({ model: 'some/model', messages })
    await sdk.streamText({ model: 'some/model', messages }).consumeStream()
    await expectPicture(recording, 2)
    expect(stub.bodies[1]).toBe(stub.bodies[0])
  })
})

describe('captureTelemetry with ai 7', () => {
  afterEach(() => {
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
    globalThis.AI_SDK_DEFAULT_PROVIDER = undefined
  })

  test('captures models that are named by their id, through the gateway', async () => {
    const stub = await start(ai7Major)
    const recording = startRecording()
    const gateway = ai7Major.sdk.createGateway({ baseURL: stub.baseURL, apiKey: 'hidden' })
    Reflect.set(globalThis, 'AI_SDK_DEFAULT_PROVIDER', gateway)
    registerTelemetry(captureTelemetry(recording))
    const { text, response } = await generateText({ model: 'openai/gpt-5', messages })
    expect(text).toBe('A picture')
    await streamText({ model: 'openai/gpt-5', messages }).consumeStream()
    await expectPicture(recording, 2)
    expect(await recording.generations()).toMatchObject([
      { model: { provider: 'gateway', requested: 'openai/gpt-5' }, response: { id: response.id } },
      { model: { provider: 'gateway', requested: 'openai/gpt-5' } },
    ])
  })
})
