import { Ollama } from 'ollama'
import { expect, onTestFinished, test } from 'vitest'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import { wrapOllama } from '../../src/adapters/ollama/index.ts'
import { defaultRecorder, setDefaultRecorder } from '../../src/default-recorder.ts'
import { startDemoModel } from '../../src/demo/index.ts'
import { withContext } from '../../src/middleware/context.ts'
import { modelThatAnswers } from '../adapters/ai-sdk/mock-model.ts'
import { startRecording } from '../support/recording.ts'

function ask(model: ReturnType<typeof modelThatAnswers>, text: string): PromiseLike<object> {
  return model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] })
}

test('two recorders over one model, at once: each gets its own calls and no others', async () => {
  const recordings = [startRecording(), startRecording()] as const
  const model = modelThatAnswers()
  const wraps = recordings.map(({ recorder }) => wrapModel(model, { recorder }))
  await Promise.all(
    Array.from({ length: 60 }, (_, call) =>
      withContext({ conversationId: `c${call}` }, async () => ask(wraps[call % 2] ?? model, `question ${call}`)),
    ),
  )
  for (const [index, recording] of recordings.entries()) {
    const generations = await recording.generations()
    expect(generations).toHaveLength(30)
    for (const { conversationId, request } of generations) {
      expect(Number(conversationId?.slice(1)) % 2).toBe(index)
      expect(request.messages).toEqual([
        { role: 'user', parts: [{ type: 'text', text: `question ${conversationId?.slice(1)}` }] },
      ])
    }
  }
})

test('adapters of two frameworks share one recorder, the one of the process unless another is given', async () => {
  const before = defaultRecorder()
  onTestFinished(() => setDefaultRecorder(before))
  const recording = startRecording()
  const server = await startDemoModel()
  onTestFinished(() => server.close())
  const ollama = wrapOllama(new Ollama({ host: server.url }))
  const model = wrapModel(modelThatAnswers())
  // Set behind the wraps: it is looked up at each call.
  setDefaultRecorder(recording.recorder)
  await withContext({ conversationId: 'both' }, async () => {
    await Promise.all([
      ollama.chat({ model: 'finetap-demo:faq', messages: [{ role: 'user', content: 'Which coffee is the mildest?' }] }),
      ask(model, 'Hello'),
    ])
  })
  const generations = await recording.generations()
  expect(generations.map(({ source }) => source.adapter).sort()).toEqual(['ai-sdk', 'ollama'])
  expect(generations.every(({ conversationId, status }) => conversationId === 'both' && status === 'ok')).toBe(true)
})
