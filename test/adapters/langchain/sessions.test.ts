import './support/no-tracing.ts'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'

afterEach(() => vi.unstubAllEnvs())

type Door = (recording: Recording) => {
  readonly model: FakeListChatModel
  readonly callbacks: ReturnType<typeof captureHandler>[]
}
const fake = () => new FakeListChatModel({ responses: ['Yes.'], sleep: 1 })
const doors: { readonly [name: string]: Door } = {
  wrapChatModel: (recording) => ({ model: wrapChatModel(fake(), recording), callbacks: [] }),
  captureHandler: (recording) => ({ model: fake(), callbacks: [captureHandler(recording)] }),
}

describe.each(Object.entries(doors))('%s', (_, door) => {
  test.each([
    [3, 'true'],
    [3, 'false'],
    [100, 'true'],
    [100, 'false'],
  ])('%d sessions at once do not mix, with callbacks in the background: %s', async (count, background) => {
    vi.stubEnv('LANGCHAIN_CALLBACKS_BACKGROUND', background)
    const recording = startRecording()
    const { model, callbacks } = door(recording)
    const session = (index: number) =>
      recording.recorder.withContext({ conversationId: `c${index}` }, async () => {
        if (index % 2 === 0) return model.invoke(`I am ${index}.`, { callbacks })
        return Array.fromAsync(await model.stream(`I am ${index}.`, { callbacks }))
      })
    await Promise.all(Array.from({ length: count }, (_value, index) => session(index)))
    const found = (await recording.generations()).map(({ conversationId, request }) => {
      const [part] = request.messages[0]?.parts ?? []
      return `${conversationId} ${part?.type === 'text' ? part.text : ''}`
    })
    const expected = Array.from({ length: count }, (_value, index) => `c${index} I am ${index}.`)
    expect(found.sort()).toEqual(expected.sort())
  })
})
