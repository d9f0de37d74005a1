import { defined, field, textField } from '../../../core/field.ts'
import { asSent } from '../as-sent.ts'
import { copyOnce } from '../copy-once.ts'
import { hasRoles } from '../has-roles.ts'
import type { Exchange, Protocol } from '../protocol.ts'
import { toOutcome } from './answer.ts'
import { readEvents } from './events.ts'
import { copyRequest } from './request.ts'

/**
 * The messages of Anthropic, and of the servers that speak like it. The user that a request names to the provider gives the
 * call its `userId`; labels of the app's win.
 */
export const anthropicMessages: Protocol = {
  name: 'anthropic-messages',
  framing: 'sse',
  recognises: (path, body) => isKnownPath(path, body) && isAsking(body),
  exchange: (given) => exchangeOf(asSent(given)),
}

const ROLES: ReadonlySet<string> = new Set(['user', 'assistant', 'system'])

// Services of other kinds have paths that end so too, by which messages are sent to people.
function isKnownPath(path: string, body: unknown): boolean {
  return (
    /\/v1\/messages\/?$/.test(path) || (/\/messages\/?$/.test(path) && typeof field(body, 'max_tokens') === 'number')
  )
}

function isAsking(body: unknown): boolean {
  return textField(body, 'model') !== undefined && hasRoles(field(body, 'messages'), ROLES)
}

function exchangeOf(body: unknown): Exchange {
  return {
    provider: 'anthropic',
    operation: 'chat',
    stream: field(body, 'stream') === true,
    model: textField(body, 'model') ?? '',
    ...defined({ labels: labelsOf(body) }),
    request: copyOnce(body, copyRequest),
    outcome: toOutcome,
    reading: readEvents,
  }
}

function labelsOf(body: unknown): Exchange['labels'] {
  const userId = textField(field(body, 'metadata'), 'user_id')
  return userId === undefined ? undefined : { userId }
}
