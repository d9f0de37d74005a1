import { defined, field, textField } from '../../../core/field.ts'
import type { GenerationLabels } from '../../../core/generation.ts'
import { copyOnce } from '../copy-once.ts'
import { userLabels } from '../openai-user.ts'
import type { Protocol } from '../protocol.ts'
import { toOutcome } from './answer.ts'
import { readEvents } from './reading.ts'
import { copyRequest } from './request.ts'

// One of these stands in every request.
const ASKING = ['model', 'input', 'prompt']

/**
 * The responses of OpenAI, and of servers that speak like it. A conversation that the server keeps gives the call its
 * `conversationId`, a prompt that it keeps `promptId` and `promptVersion`; both can be overridden by labels of the app's.
 * An answer that is not there yet, as in the background, counts as `interrupted`.
 */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  framing: 'sse',
  // Apps have paths that end so too, for answers to forms and the like.
  recognises: (path, body) => /\/responses\/?$/.test(path) && ASKING.some((name) => field(body, name) !== undefined),
  exchange: (body) => ({
    operation: 'chat',
    stream: field(body, 'stream') === true,
    model: textField(body, 'model') ?? '',
    labels: labelsOf(body),
    request: copyOnce(body, copyRequest),
    outcome: toOutcome,
    reading: readEvents,
  }),
}

function labelsOf(body: unknown): GenerationLabels {
  const conversationId = textField(body, 'conversation') ?? textField(field(body, 'conversation'), 'id')
  const promptId = textField(field(body, 'prompt'), 'id')
  const promptVersion = textField(field(body, 'prompt'), 'version')
  return { ...userLabels(body), ...defined({ conversationId, promptId, promptVersion }) }
}
