import express, { type Express } from 'express'
import type { Recorder } from 'finetap'
import { captureChat, feedbackRoute } from 'finetap/express'

import { chatRoute } from './chat.ts'
import { forgetConversation } from './conversations.ts'
import { viewDataset, type Dataset } from './dataset/dataset-view.ts'
import { exportZip } from './dataset/export-zip.ts'
import { asked, liveFeed } from './dataset/live-feed.ts'
import type { WatchedStore } from './dataset/watched-store.ts'
import { answerError, unknownRoute } from './http-error.ts'
import type { Models } from './models.ts'
import { createRunningTurns } from './running-turns.ts'
import { pageFiles } from './page-files.ts'
import type { FillSamples } from './samples/fill.ts'
import { guard, securityHeaders } from './security.ts'

export type Services = Dataset & {
  readonly out: string
  readonly recorder: Recorder
  readonly models: Models
  readonly watched: WatchedStore
  readonly fillSamples: FillSamples
}

const LARGEST_BODY = '4mb'

/** All that the chatbot answers. */
export function routes(services: Services): Express {
  const { recorder, models } = services
  const turns = createRunningTurns()
  const app = express().disable('x-powered-by')
  app.use(securityHeaders(), guard())
  app.use('/api', express.json({ limit: LARGEST_BODY }))

  // These two lines are all that a chat app needs of finetap, besides the wrapped client in chat-turn.ts.
  app.post('/api/chat', captureChat({ recorder }), chatRoute({ models, recorder, turns }))
  app.post('/api/feedback', feedbackRoute({ recorder }))

  app.get('/api/models', async (_, response) => void response.json(await models.view()))
  app.post('/api/models/switch', async (_, response) => void response.json(await models.switchToOllama()))
  app.delete('/api/conversations/:id', forgetConversation({ ...services, turns }))
  addDatasetRoutes(app, services)
  app.use('/api', unknownRoute)
  app.use(pageFiles())
  app.use(answerError)
  return app
}

function addDatasetRoutes(app: Express, services: Services): void {
  const { out, recorder, watched, fillSamples } = services
  const zip = exportZip({ store: watched.store, flush: recorder.flush, out })
  app.get('/api/dataset', async (request, response) => {
    await recorder.flush()
    response.json(await viewDataset(services, asked(request)))
  })
  app.get('/api/dataset/events', liveFeed(services, watched))
  app.get('/api/dataset/export.zip', zip)
  app.post('/api/dataset/export', zip)
  app.post('/api/samples', async (_, response) => void response.json(await fillSamples()))
}
