import { ChatOpenAI } from '@langchain/openai'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import type { Recorder } from '../../../src/index.ts'
import { openaiChat } from '../wires/openai-chat.ts'
import { MODEL_URL, type Caller, type Door } from './door.ts'

/** A chat model of LangChain that is wrapped. */
export const langchainModel: Door = {
  title: 'wrapChatModel (ChatOpenAI)',
  wire: openaiChat,
  connect(network, recorder) {
    const model = chatModel(network)
    return modelCaller(recorder === undefined ? model : wrapChatModel(model, { recorder }))
  },
}

/** The handler that is given with each call. */
export const langchainHandler: Door = {
  title: 'captureHandler (ChatOpenAI)',
  wire: openaiChat,
  connect: (network, recorder) => modelCaller(chatModel(network), recorder),
}

function chatModel(network: typeof fetch): ChatOpenAI {
  const configuration = { baseURL: `${MODEL_URL}/v1`, fetch: network }
  return new ChatOpenAI({ model: 'mock', apiKey: 'none', maxRetries: 0, configuration })
}

function modelCaller(model: ChatOpenAI, recorder?: Recorder): Caller {
  const config = recorder === undefined ? {} : { callbacks: [captureHandler({ recorder })] }
  return {
    async ask(content) {
      await model.invoke([{ role: 'user', content }], config)
    },
    async stream(content) {
      for await (const chunk of await model.stream([{ role: 'user', content }], config)) void chunk
    },
  }
}
