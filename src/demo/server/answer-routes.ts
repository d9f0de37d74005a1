import { listField, textField } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Responder } from '../answering/responder.ts'
import type { TurnMessage } from '../answering/turn.ts'
import { decodeContext, encodeContext } from './generate-context.ts'
import { keepAliveMs, type Residency } from './keep-alive.ts'
import { knowsModel } from './model-routes.ts'
import { problemWith } from './request-check.ts'
import { readForm, readLimits, readMessages, readTools } from './request-read.ts'
import { sendError, sendJson, type Exchange } from './respond.ts'
import type { Route } from './router.ts'
import { say } from './say.ts'
import { scriptOf } from './script.ts'
import { estimateTokens } from './tokens.ts'
import type { Asked } from './variants.ts'
import { chatWire, generateWire, type Wire } from './wire.ts'

export type AnswerRoutesOptions = {
  readonly respond: Responder
  readonly residency: Residency
  readonly chooseVariant: (messages: readonly TurnMessage[], body: JsonObject) => Asked
  readonly tokenDelayMs: number
}

/** An endpoint's own reading of a body and its own way to write. */
type Endpoint = {
  messagesOf(body: JsonObject): readonly TurnMessage[]
  wireFor(body: JsonObject, messages: readonly TurnMessage[], key: number): Wire
}

/** The routes that answer: `/api/chat` and `/api/generate`. */
export function answerRoutes(options: AnswerRoutesOptions): readonly (readonly [string, Route])[] {
  return [
    ['/api/chat', answerRoute(CHAT, options)],
    ['/api/generate', answerRoute(GENERATE, options)],
  ]
}

const CHAT: Endpoint = {
  messagesOf: readMessages,
  // Ids that nobody else in the conversation has, and yet the same in each run.
  wireFor: (_, messages, key) =>
    chatWire((index) => `call_${(key + messages.length + index).toString(36).padStart(8, '0')}`),
}

const GENERATE: Endpoint = {
  messagesOf(body) {
    const prompt = textField(body, 'prompt')
    if (prompt === undefined) return []
    const system = textField(body, 'system')
    const hasImages = listField(body, 'images').length > 0
    return [
      ...(system === undefined ? [] : [{ role: 'system', content: system, hasImages: false }]),
      ...decodeContext(listField(body, 'context')),
      { role: 'user', content: prompt, hasImages },
    ]
  },
  wireFor(body, messages) {
    if (body['raw'] === true) return generateWire(() => [])
    const spoken = messages.filter(({ role }) => role !== 'system')
    return generateWire((answer) =>
      encodeContext([...spoken, { role: 'assistant', content: answer, hasImages: false }]),
    )
  },
}

function answerRoute(endpoint: Endpoint, options: AnswerRoutesOptions): Route {
  const { respond, residency, chooseVariant, tokenDelayMs } = options
  return {
    method: 'POST',
    async handle(exchange, body) {
      const problem = problemWith(body)
      if (problem !== undefined) {
        sendError(exchange, 400, problem)
        return
      }
      if (!knowsModel(exchange, body)) return
      const keepMs = keepAliveMs(body['keep_alive']) ?? 0
      residency.keep(keepMs)
      const messages = endpoint.messagesOf(body)
      if (messages.length === 0) {
        sendLoaded(exchange, body, endpoint, keepMs)
        return
      }
      if (textField(body, 'suffix') !== undefined) {
        sendError(exchange, 400, `"${textField(body, 'model')}" does not support insert`)
        return
      }
      const loadMs = performance.now() - exchange.startedAt
      const { key, variant } = chooseVariant(messages, body)
      const answer = respond({ messages, tools: readTools(body), ...readForm(body) }, variant)
      await say(exchange, {
        model: textField(body, 'model') ?? '',
        script: scriptOf(answer, readLimits(body)),
        wire: endpoint.wireFor(body, messages, key + variant),
        stream: body['stream'] !== false,
        flaw: answer.flaw,
        promptTokens: estimateTokens(
          messages.reduce((sum, { role, content }) => sum + role.length + content.length, 0),
        ),
        tokenDelayMs,
        loadMs,
      })
    },
  }
}

/** What comes back when there is nothing to answer: the model has been loaded, or unloaded with `keep_alive: 0`. */
function sendLoaded(exchange: Exchange, body: JsonObject, endpoint: Endpoint, keepMs: number): void {
  sendJson(exchange, 200, {
    model: textField(body, 'model') ?? '',
    created_at: new Date().toISOString(),
    ...endpoint.wireFor(body, [], 0).line([]),
    done: true,
    done_reason: keepMs === 0 ? 'unload' : 'load',
  })
}
