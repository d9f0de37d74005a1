import type { IncomingMessage } from 'node:http'
import { FinetapError } from '../../../core/errors.ts'
import { defined, textField } from '../../../core/field.ts'
import { activeContext, withContext, type CaptureContext } from '../../../middleware/context.ts'

/**
 * Runs `run` with the labels that the client gives in headers. What the app says wins: around the route, or by `said`.
 * None of it goes on to the target.
 */
export function withClientContext<Result>(
  request: IncomingMessage,
  said: CaptureContext | undefined,
  run: () => Result,
): Result {
  if (said instanceof Promise) throw isLate()
  return within(clientContext(request), () => within(said ?? undefined, run))
}

/** A context that says nothing would still join calls: there is none then. */
function within<Result>(context: CaptureContext | undefined, run: () => Result): Result {
  return context === undefined || isEmpty(context) ? run() : withContext(context, run)
}

// Without it, a consent that was refused would go unnoticed.
function isLate(): FinetapError {
  const what = 'context of captureProxy gave a promise, so that the call was not captured'
  return new FinetapError('bad_option', { what, fix: 'look labels up before the proxy, and give them at once' })
}

function isEmpty(context: CaptureContext): boolean {
  return typeof context === 'object' && context !== null && Object.keys(context).length === 0
}

function clientContext({ headers }: IncomingMessage): CaptureContext {
  const around = activeContext()?.labels
  const given = (name: 'conversationId' | 'userId' | 'sessionId' | 'turnId', header: string): string | undefined =>
    around?.[name] === undefined ? labelIn(textField(headers, header)) : undefined
  return defined({
    conversationId: given('conversationId', 'x-finetap-conversation-id'),
    userId: given('userId', 'x-finetap-user-id'),
    sessionId: given('sessionId', 'x-finetap-session-id'),
    turnId: given('turnId', 'x-finetap-turn-id'),
  })
}

// Ids of apps are shorter, and a client may send what it likes.
const LONGEST_LABEL = 200

/** Node reads headers as Latin-1, and clients write them in UTF-8. */
function labelIn(value: string | undefined): string | undefined {
  if (value === undefined || value.length > LONGEST_LABEL) return undefined
  const text = Buffer.from(value, 'latin1').toString()
  return text.includes('\uFFFD') ? value : text
}
