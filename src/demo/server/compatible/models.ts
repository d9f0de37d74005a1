import { DEMO_MODEL_NAME } from '../../model-card.ts'
import { sendJson } from '../respond.ts'
import type { Route } from '../router.ts'

/** `/v1/models`, as OpenAI lists them. */
export function listedModelsRoute(): Route {
  const created = Math.floor(Date.now() / 1_000)
  const model = { id: DEMO_MODEL_NAME, object: 'model', created, owned_by: 'finetap' }
  return {
    method: 'GET',
    answersHead: true,
    handle: (exchange) => sendJson(exchange, 200, { object: 'list', data: [model] }),
  }
}
