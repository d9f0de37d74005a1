import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { openaiChat } from '../wires/openai-chat.ts'
import { MODEL_URL, type Door } from './door.ts'

/** A provider of ai 7. The model itself is called, as `generateText` and `streamText` do, so that only it is left. */
export const aiSdk: Door = {
  title: 'wrapModel (ai 7)',
  wire: openaiChat,
  connect(network, recorder) {
    const raw = createOpenAICompatible({ name: 'mock', baseURL: `${MODEL_URL}/v1`, fetch: network })('mock')
    const model = recorder === undefined ? raw : wrapModel(raw, { recorder })
    return {
      async ask(text) {
        await model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] })
      },
      async stream(text) {
        const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] })
        const reader = stream.getReader()
        while (!(await reader.read()).done) continue
      },
    }
  },
}
