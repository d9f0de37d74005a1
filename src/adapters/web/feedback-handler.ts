import { Buffer } from 'node:buffer'
import type { FeedbackAnswer } from '../chat-route/feedback/answer.ts'
import type { BodyRead, FeedbackAsked } from '../chat-route/feedback/asked.ts'
import type { FeedbackOptions } from '../chat-route/feedback/options.ts'
import { createTakeFeedback } from '../chat-route/feedback/take-feedback.ts'

/**
 * Takes the feedback of pages: thumbs, scores, comments and corrections, as JSON by POST. `id` is what the page got in the
 * header `x-finetap-id` of the answer; `responseId`, `messageId`, `turnId` and `generationId` do too.
 *
 * Answers 201 with the id of the feedback, else an error that says what, why and the fix. Only pages of the same origin may
 * ask, 30 times a minute: see the options. A `Request` does not say who asks, so that `x-real-ip`, or the last address of
 * `x-forwarded-for`, is believed; without them all clients share 600 a minute: give `limit.by` where you know better.
 * It rejects with what `user` and `limit.by` throw.
 *
 * @throws FinetapError `bad_option`
 * @example export const POST = feedbackHandler()
 */
export function feedbackHandler(options: FeedbackOptions<Request> = {}): (request: Request) => Promise<Response> {
  const take = createTakeFeedback(options, 'feedbackHandler')
  return async (request) => responseOf(await take(askedOf(request)))
}

function askedOf(request: Request): FeedbackAsked<Request> {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  return {
    request,
    method: request.method,
    header,
    host: header('host') ?? URL.parse(request.url)?.host,
    address: header('x-real-ip') ?? header('x-forwarded-for')?.split(',').at(-1)?.trim(),
    body: (largestBytes) => readBytes(request, largestBytes),
  }
}

async function readBytes(request: Request, largestBytes: number): Promise<BodyRead> {
  if (request.bodyUsed) return { kind: 'used' }
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.length
      // Leaving the loop cancels the body.
      if (length > largestBytes) return { kind: 'too_large' }
      chunks.push(chunk)
    }
  } catch {
    return { kind: 'gone' }
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks) }
}

function responseOf({ status, headers, body }: FeedbackAnswer): Response {
  return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers })
}
