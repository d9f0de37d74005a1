import { defined, field, textField } from '../../../core/field.ts'
import type { GenerationLabels } from '../../../core/generation.ts'
import { asSent } from '../as-sent.ts'
import { copyOnce } from '../copy-once.ts'
import { userLabels } from '../openai-user.ts'
import type { Exchange, Protocol } from '../protocol.ts'
import { toOutcome } from './answer.ts'
import { readEvents } from './reading.ts'
import { copyRequest } from './request.ts'

// One of these stands in every request that names a model. One that does not has a prompt of the server's, which does.
const ASKING = ['input', 'instructions', 'previous_response_id', 'conversation']

/**
 * The responses of OpenAI, and of servers that speak like it. A conversation that the server keeps gives the call its
 * `conversationId`, a prompt that it keeps `promptId` and `promptVersion`; both can be overridden by labels of the app's.
 * An answer that is not there yet, as in the background, counts as `interrupted`.
 */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  framing: 'sse',
  recognises: (path, body) => /\/responses\/?$/.test(path) && isAsking(body),
  exchange: (given) => exchangeOf(asSent(given)),
}

// Apps have paths that end so too, for answers to forms and the like.
function isAsking(body: unknown): boolean {
  if (textField(field(body, 'prompt'), 'id') !== undefined) return true
  return textField(body, 'model') !== undefined && ASKING.some((name) => field(body, name) !== undefined)
}

function exchangeOf(body: unknown): Exchange {
  return {
    operation: 'chat',
    stream: field(body, 'stream') === true,
    model: textField(body, 'model') ?? '',
    labels: labelsOf(body),
    request: copyOnce(body, copyRequest),
    outcome: toOutcome,
    reading: readEvents,
  }
}

function labelsOf(body: unknown): GenerationLabels {
  const conversationId = textField(body, 'conversation') ?? textField(field(body, 'conversation'), 'id')
  const promptId = textField(field(body, 'prompt'), 'id')
  const promptVersion = textField(field(body, 'prompt'), 'version')
  return { ...userLabels(body), ...defined({ conversationId, promptId, promptVersion }) }
}
