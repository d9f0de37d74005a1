import { textField } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import { DEMO_MODEL_NAME, DEMO_MODEL_VERSION, describeModel, GREETING } from '../model-card.ts'
import type { Residency } from './keep-alive.ts'
import { sendError, sendJson, sendText, type Exchange } from './respond.ts'
import type { Route } from './router.ts'

/** The routes that tell what is here: `/`, version, tags, ps and show. */
export function modelRoutes(residency: Residency): readonly (readonly [string, Route])[] {
  const card = describeModel(new Date())
  return [
    ['/', { method: 'GET', answersHead: true, handle: (exchange) => sendText(exchange, GREETING) }],
    [
      '/api/version',
      {
        method: 'GET',
        answersHead: true,
        handle: (exchange) => sendJson(exchange, 200, { version: DEMO_MODEL_VERSION }),
      },
    ],
    [
      '/api/tags',
      { method: 'GET', answersHead: true, handle: (exchange) => sendJson(exchange, 200, { models: [card.listed] }) },
    ],
    [
      '/api/ps',
      {
        method: 'GET',
        answersHead: false,
        handle(exchange) {
          const until = residency.until()
          const models = until === undefined ? [] : [{ ...card.running, expires_at: until.toISOString() }]
          sendJson(exchange, 200, { models })
        },
      },
    ],
    [
      '/api/show',
      {
        method: 'POST',
        handle(exchange, body) {
          if (knowsModel(exchange, body)) sendJson(exchange, 200, card.shown)
        },
      },
    ],
  ]
}

/** True when a body names this model; otherwise the refusal has been sent. Names are compared without case. */
export function knowsModel(exchange: Exchange, body: JsonObject): boolean {
  const model = textField(body, 'model') ?? textField(body, 'name')
  if (model === undefined) {
    sendError(exchange, 400, 'model is required')
    return false
  }
  if (model.toLowerCase() === DEMO_MODEL_NAME) return true
  sendError(exchange, 404, `model '${model}' not found`)
  return false
}
