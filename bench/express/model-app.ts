import type { ServerResponse } from 'node:http'
import express, { type Express } from 'express'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import { field } from '../../src/core/field.ts'
import { mockModel } from '../support/mock-model.ts'
import { call, objectOf } from '../support/packages.ts'
import { pieces } from '../support/requests.ts'
import { loadSdk } from '../support/sdk.ts'
import { createProse } from '../support/text.ts'
import { messagesOf } from './questions.ts'
import type { Way } from './way.ts'

const PIECES = 20

/** A route that asks a model through the AI SDK, and answers with JSON or with a UI message stream. */
export async function modelApp({ handlers, recorder }: Way): Promise<Express> {
  const { generateText, streamText } = await loadSdk('ai')
  const bare = mockModel('v4', { answer: createProse(1)(2_048), pieces: pieces(PIECES), delayMs: 0 })
  const model = recorder === undefined ? bare : wrapModel(bare, { recorder })
  const app = express()

  async function answer(body: unknown, response: ServerResponse): Promise<void> {
    const options = { model, messages: messagesOf(body) }
    if (field(body, 'stream') === true) {
      call(objectOf(streamText(options), 'the stream'), 'pipeUIMessageStreamToResponse', response)
      return
    }
    const { text } = await generateText(options)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ text }))
  }

  app.use(express.json(), ...handlers)
  app.post('/chat', (request, response) => void answer(request.body, response))
  return app
}
