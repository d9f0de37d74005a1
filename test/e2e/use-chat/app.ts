import {
  convertToModelMessages,
  jsonSchema,
  stepCountIs,
  streamText,
  tool,
  type LanguageModel,
  type UIMessage,
} from 'ai'
import express, { type RequestHandler } from 'express'
import { feedbackMetadata, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { captureChat, feedbackRoute } from '../../../src/adapters/express/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { serve, type Served } from '../../adapters/express/support/apps.ts'
import { scriptedModel } from './model.ts'

/** What the doors of finetap wrote. */
export type Recordings = { readonly route: Recording; readonly model: Recording }

/**
 * An app that serves the page three times, each with a chat route of its own: at `/raw` without finetap, at `/route` with
 * the route captured, at `/model` with the model wrapped as well.
 */
export async function startUseChatApp(script: string): Promise<Served & { readonly recordings: Recordings }> {
  const recordings = { route: startRecording(), model: startRecording() }
  const app = express()
  app.use(express.json())
  app.get('/page.js', (_, response) => void response.type('text/javascript').send(script))
  app.post('/raw/chat', chatRoute(scriptedModel()))
  app.post('/route/chat', captureChat(recordings.route), chatRoute(scriptedModel()))
  app.post('/model/chat', captureChat(recordings.model), chatRoute(wrapModel(scriptedModel(), recordings.model)))
  app.post('/route/feedback', feedbackRoute(recordings.route))
  app.post('/model/feedback', feedbackRoute(recordings.model))
  app.get('/:door', (_, response) => void response.send(HTML))
  return { ...(await serve(app)), recordings }
}

const HTML =
  '<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/page.js"></script>'

const nothing = jsonSchema<object>({ type: 'object', properties: {} })
const tools = {
  get_order: tool({
    inputSchema: jsonSchema<{ id: string }>({ type: 'object', properties: { id: { type: 'string' } } }),
    execute: ({ id }) => Promise.resolve({ id, state: 'shipped' }),
  }),
  // The browser runs it.
  get_place: tool({ inputSchema: nothing, outputSchema: jsonSchema<string>({ type: 'string' }) }),
}

/** As the guides of the AI SDK have it, with the messages' ids made by the server. */
function chatRoute(model: LanguageModel): RequestHandler {
  let count = 0
  return async (request, response) => {
    const messages: UIMessage[] = request.body.messages
    const left = new AbortController()
    response.once('close', () => left.abort())
    const result = streamText({
      model,
      messages: await convertToModelMessages(messages, { tools }),
      tools,
      stopWhen: stepCountIs(5),
      abortSignal: left.signal,
      // What goes wrong on purpose is not to be printed.
      onError: () => undefined,
    })
    await result.pipeUIMessageStreamToResponse(response, {
      originalMessages: messages,
      generateMessageId: () => `server-${(count += 1)}`,
      messageMetadata: feedbackMetadata(),
    })
  }
}
