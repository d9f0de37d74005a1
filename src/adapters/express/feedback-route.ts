import type { IncomingMessage, ServerResponse } from 'node:http'
import { textField } from '../../core/field.ts'
import type { FeedbackAnswer } from '../chat-route/feedback/answer.ts'
import type { FeedbackAsked } from '../chat-route/feedback/asked.ts'
import type { FeedbackOptions } from '../chat-route/feedback/options.ts'
import { createTakeFeedback } from '../chat-route/feedback/take-feedback.ts'
import { readFeedbackBody } from './feedback-body.ts'

/**
 * Takes the feedback of pages: thumbs, scores, comments and corrections, as JSON by POST. `id` is what the page got in the
 * header `x-finetap-id` of the answer; `responseId`, `messageId`, `turnId` and `generationId` do too.
 *
 * Answers 201 with the id of the feedback, else an error that says what, why and the fix. Works with and without
 * `express.json()` before it. Only pages of the same origin may ask, 30 times a minute: see the options. What `user` and
 * `limit.by` throw goes to `next`.
 *
 * @throws FinetapError `bad_option`
 * @example app.post('/feedback', feedbackRoute({ user: (request: express.Request) => request.session.userId }))
 */
export function feedbackRoute<Request extends IncomingMessage = IncomingMessage>(
  options: FeedbackOptions<Request> = {},
): (request: Request, response: ServerResponse, next: (error?: unknown) => void) => void {
  const take = createTakeFeedback(options, 'feedbackRoute')

  async function answer(request: Request, response: ServerResponse, next: (error?: unknown) => void): Promise<void> {
    try {
      send(await take(askedOf(request)), response)
    } catch (error) {
      next(error)
    }
  }

  return (request, response, next) => void answer(request, response, next)
}

function askedOf<Request extends IncomingMessage>(request: Request): FeedbackAsked<Request> {
  const { headers, method = 'POST' } = request
  return {
    request,
    method,
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    host: headers.host,
    // Express's own reading, which knows of trusted proxies.
    address: textField(request, 'ip') ?? request.socket.remoteAddress,
    body: (largestBytes) => readFeedbackBody(request, largestBytes),
  }
}

function send({ status, headers, body }: FeedbackAnswer, response: ServerResponse): void {
  // A timeout of the app may have been faster.
  if (response.headersSent || response.destroyed) return
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) {
    // Others may have said already what else the answer varies with.
    if (name === 'vary') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  if (body === undefined) return void response.end()
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(body))
}
