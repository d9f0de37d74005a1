import './support/no-tracing.ts'
import { AIMessage } from '@langchain/core/messages'
import { FakeListChatModel, FakeStreamingLLM } from '@langchain/core/utils/testing'
import { SimpleChatModel } from '@langchain/core/language_models/chat_models'
import { expect, test } from 'vitest'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'

/** A model that notes the run managers by which it would tell of tokens. */
class WatchedModel extends FakeListChatModel {
  readonly managers: unknown[] = []

  override _streamResponseChunks(...values: Parameters<FakeListChatModel['_streamResponseChunks']>) {
    this.managers.push(values[2])
    return super._streamResponseChunks(...values)
  }
}

const watched = (): WatchedModel => new WatchedModel({ responses: ['Yes.'] })
const TEXT = [{ role: 'assistant', parts: [{ type: 'text', text: 'Yes.' }] }]

test('where the stream is tapped LangChain tells no handler of tokens, and all is recorded', async () => {
  const recording = startRecording()
  const model = wrapChatModel(watched(), recording)
  const chunks = await Array.fromAsync(await model.stream('Hello', { callbacks: [captureHandler(recording)] }))
  expect(model.managers).toEqual([undefined])
  expect(chunks.map(({ text }) => text).join('')).toBe('Yes.')
  expect(chunks[0]?.id).toMatch(/^run-/)
  expect(await onlyGeneration(recording)).toMatchObject({
    stream: true,
    status: 'ok',
    firstTokenMs: expect.any(Number),
    response: { messages: TEXT },
  })
})

test("the app's own handlers are told of each token, by the manager of the run", async () => {
  const heard: unknown[][] = []
  const ears = { name: 'ears', handleLLMNewToken: (...values: unknown[]) => void heard.push(values.slice(0, 2)) }
  const recording = startRecording()
  for (const model of [watched(), wrapChatModel(watched(), recording)]) {
    await Array.fromAsync(await model.stream('Hello', { callbacks: [ears], tags: ['t'], runName: 'r' }))
  }
  const [plain, wrapped] = [heard.slice(0, heard.length / 2), heard.slice(heard.length / 2)]
  expect(plain).toHaveLength(4)
  expect(wrapped).toEqual(plain)
  await onlyGeneration(recording)
})

test('streamEvents of the older form gives the same events', async () => {
  const names = async (model: WatchedModel) =>
    (await Array.fromAsync(model.streamEvents('Hello', { version: 'v2' }))).map(({ event }) => event)
  const recording = startRecording()
  expect(await names(wrapChatModel(watched(), recording))).toEqual(await names(watched()))
  expect((await onlyGeneration(recording)).response.messages).toEqual(TEXT)
})

test('a call that is no stream of the app hears of the tokens that its model streams within', async () => {
  class Inner extends WatchedModel {
    override async _generate(...[messages, options, manager]: Parameters<FakeListChatModel['_generate']>) {
      if (options === undefined) throw new Error('no options')
      const chunks = await Array.fromAsync(this._streamResponseChunks(messages, options, manager))
      return { generations: [chunks.reduce((sum, chunk) => sum.concat(chunk))] }
    }
  }
  const recording = startRecording()
  const model = wrapChatModel(new Inner({ responses: ['Yes.'] }), recording)
  await model.invoke('Hello')
  expect(model.managers).toMatchObject([{ runId: expect.any(String) }])
  expect(await onlyGeneration(recording)).toMatchObject({
    stream: false,
    firstTokenMs: expect.any(Number),
    response: { messages: TEXT },
  })
})

test('a model that cannot stream answers whole, and models of strings stream as before', async () => {
  class Whole extends SimpleChatModel {
    _llmType(): string {
      return 'whole'
    }
    async _call(): Promise<string> {
      return 'Yes.'
    }
  }
  const recording = startRecording()
  const chunks = await Array.fromAsync(await wrapChatModel(new Whole({}), recording).stream('Hello'))
  expect(chunks).toMatchObject([{ content: 'Yes.' }])
  expect(AIMessage.isInstance(chunks[0])).toBe(true)
  const strings = wrapChatModel(new FakeStreamingLLM({ responses: ['Yes.'] }), recording)
  expect((await Array.fromAsync(await strings.stream('Hello'))).join('')).toBe('Yes.')
  expect((await recording.generations()).map(({ response }) => response.messages)).toEqual([TEXT, TEXT])
})
