import { defined, field, textField } from '../../../core/field.ts'
import { copyOnce } from '../copy-once.ts'
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
  // Other protocols have paths that end so too, but no list of messages in what they send there.
  recognises: (path, body) => /\/messages\/?$/.test(path) && Array.isArray(field(body, 'messages')),
  exchange: (body): Exchange => ({
    provider: 'anthropic',
    operation: 'chat',
    stream: field(body, 'stream') === true,
    model: textField(body, 'model') ?? '',
    ...defined({ labels: labelsOf(body) }),
    request: copyOnce(body, copyRequest),
    outcome: toOutcome,
    reading: readEvents,
  }),
}

function labelsOf(body: unknown): Exchange['labels'] {
  const userId = textField(field(body, 'metadata'), 'user_id')
  return userId === undefined ? undefined : { userId }
}
