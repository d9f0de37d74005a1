import { textField } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Responder } from '../answering/responder.ts'
import type { TurnMessage } from '../answering/turn.ts'
import { DEMO_MODEL_NAME } from '../model-card.ts'
import type { Endpoint } from './endpoint.ts'
import { keepAliveMs, type Residency } from './keep-alive.ts'
import { problemWith } from './request-check.ts'
import { readForm, readLimits, readTools } from './request-read.ts'
import { sendJson, type Exchange } from './respond.ts'
import type { Route } from './router.ts'
import { say } from './say.ts'
import { scriptOf } from './script.ts'
import { estimateTokens } from './tokens.ts'
import type { Asked } from './variants.ts'

export type AnswerRoutesOptions = {
  readonly respond: Responder
  readonly residency: Residency
  readonly chooseVariant: (messages: readonly TurnMessage[], body: JsonObject) => Asked
  readonly tokenDelayMs: number
}

/** A route that answers, whatever protocol its endpoint speaks. */
export function answerRoute(endpoint: Endpoint, options: AnswerRoutesOptions): Route {
  return {
    method: 'POST',
    async handle(exchange, sent) {
      const body = endpoint.toOllama(sent)
      const refuse = (status: number, message: string): void =>
        sendJson(exchange, status, endpoint.errorBody(status, message))
      const problem = problemWith(body) ?? missingModel(body)
      if (problem !== undefined) return refuse(400, problem)
      const model = textField(body, 'model') ?? ''
      // Names are compared without case.
      if (model.toLowerCase() !== DEMO_MODEL_NAME) return refuse(404, `model '${model}' not found`)
      const keepMs = keepAliveMs(body['keep_alive']) ?? 0
      options.residency.keep(keepMs)
      const messages = endpoint.messagesOf(body)
      if (messages.length === 0) {
        const loaded = endpoint.loaded?.(body, keepMs === 0)
        return loaded === undefined ? refuse(400, 'there are no messages') : sendJson(exchange, 200, loaded)
      }
      if (textField(body, 'suffix') !== undefined) return refuse(400, `"${model}" does not support insert`)
      await answer({ exchange, endpoint, sent, body, model, messages, refuse }, options)
    },
  }
}

function missingModel(body: JsonObject): string | undefined {
  return textField(body, 'model') === undefined ? 'model is required' : undefined
}

type Request = {
  readonly exchange: Exchange
  readonly endpoint: Endpoint
  readonly sent: JsonObject
  readonly body: JsonObject
  readonly model: string
  readonly messages: readonly TurnMessage[]
  readonly refuse: (status: number, message: string) => void
}

async function answer(request: Request, options: AnswerRoutesOptions): Promise<void> {
  const { exchange, endpoint, sent, body, model, messages, refuse } = request
  const loadMs = performance.now() - exchange.startedAt
  const { key, variant } = options.chooseVariant(messages, body)
  const said = options.respond({ messages, tools: readTools(body), ...readForm(body) }, variant)
  await say(exchange, {
    script: scriptOf(said, readLimits(body)),
    speech: endpoint.speechFor({ body: sent, model, messages, key: key + variant }),
    refuse,
    stream: body['stream'] !== false,
    flaw: said.flaw,
    promptTokens: estimateTokens(messages.reduce((sum, { role, content }) => sum + role.length + content.length, 0)),
    tokenDelayMs: options.tokenDelayMs,
    loadMs,
  })
}
