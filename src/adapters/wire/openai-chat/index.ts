import { field, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { asSent } from '../as-sent.ts'
import { copyOnce } from '../copy-once.ts'
import { hasRoles } from '../has-roles.ts'
import { userLabels } from '../openai-user.ts'
import type { Exchange, Protocol } from '../protocol.ts'
import { toOutcome } from './answer.ts'
import { audioTypeOf } from './file.ts'
import { readChunks } from './reading.ts'
import { copyChat, copyCompletion, type CopiedRequest } from './request.ts'

/**
 * The chat completions of OpenAI and of the many servers that speak like it, and the older text completions beside them.
 * Of a stream it reads the chunks, and the text `[DONE]` where the client lets it through.
 */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  framing: 'sse',
  recognises: (path, body) => namesModel(path, body) && (isChat(path) ? isChatting(body) : isCompleting(path, body)),
  exchange(given) {
    const body = asSent(given)
    return isChatBody(body) ? exchangeOf(body, 'chat', copyChat) : exchangeOf(body, 'completion', copyCompletion)
  },
}

// Azure names it in the path.
function namesModel(path: string, body: unknown): boolean {
  return textField(body, 'model') !== undefined || /\/deployments\/[^/]+\//.test(path)
}

function isChatting(body: unknown): boolean {
  return hasRoles(field(body, 'messages'))
}

function isChat(path: string): boolean {
  return /\/chat\/completions\/?$/.test(path)
}

function isCompleting(path: string, body: unknown): boolean {
  return /\/completions\/?$/.test(path) && field(body, 'prompt') !== undefined
}

// The body alone tells them apart: only text completions have a prompt, which may be null.
function isChatBody(body: unknown): boolean {
  return field(body, 'prompt') === undefined || Array.isArray(field(body, 'messages'))
}

function exchangeOf(body: unknown, operation: string, copy: (body: unknown) => CopiedRequest): Exchange {
  // Of the request only these are kept: the body is the app's.
  const context = { callsBefore: 0, audioType: audioTypeOf(field(field(body, 'audio'), 'format')) }
  const copied = copyOnce(body, copy)
  return {
    operation,
    stream: field(body, 'stream') === true,
    model: textField(body, 'model') ?? '',
    labels: userLabels(body),
    request(): GenerationRequest {
      const { request, calls } = copied()
      context.callsBefore = calls
      return request
    },
    outcome: (answer) => toOutcome(answer, context),
    reading: () => readChunks(context),
  }
}
