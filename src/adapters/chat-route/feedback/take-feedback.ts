import type { Recorder } from '../../../middleware/recorder.ts'
import { withContext } from '../../../middleware/context.ts'
import { recorderOf } from '../../capture-options.ts'
import { accepted, type FeedbackAnswer } from './answer.ts'
import type { FeedbackAsked } from './asked.ts'
import { readJson } from './json-body.ts'
import { createKnownAnswers } from './known-answers.ts'
import { limitsOf, type FeedbackOptions } from './options.ts'
import { createOrigins } from './origins.ts'
import { parseFeedback, type Said } from './parse.ts'
import { createRateLimit } from './rate-limit.ts'
import { notAllowed, switchedOff, tooBusy, unknownAnswer, unreadableLog } from './refusals.ts'

/** Takes feedback from a page, whatever the server. */
export type TakeFeedback<Request> = (asked: FeedbackAsked<Request>) => Promise<FeedbackAnswer>

/**
 * Makes what takes feedback. It rejects only with what `user` or `limit.by` throws.
 *
 * @throws FinetapError `bad_option`
 */
export function createTakeFeedback<Request>(options: FeedbackOptions<Request>, door: string): TakeFeedback<Request> {
  const limits = limitsOf(options, door)
  const origins = createOrigins(options.origins, door)
  const refuseMany = createRateLimit(options)
  const isKnown = createIsKnown(options)

  function refuseUnread(asked: FeedbackAsked<Request>): FeedbackAnswer | undefined {
    if (asked.method !== 'POST') return notAllowed(options.origins === undefined ? 'POST' : 'POST, OPTIONS')
    return origins.refusal(asked) ?? (recorderOf(options).enabled ? refuseMany(asked) : switchedOff())
  }

  async function take(asked: FeedbackAsked<Request>): Promise<FeedbackAnswer> {
    const early = origins.preflight(asked) ?? refuseUnread(asked)
    if (early !== undefined) return early
    const body = await readJson(asked, limits.largestBytes)
    if ('refused' in body) return body.refused
    const said = parseFeedback(body.value, limits)
    if ('refused' in said) return said.refused
    const recorder = recorderOf(options)
    const unknown = await isKnown(recorder, said, asked)
    return unknown ?? accepted(keep(recorder, said, options, asked.request))
  }

  return async (asked) => {
    const answer = await take(asked)
    return { ...answer, headers: { ...ALWAYS, ...origins.headers(asked), ...answer.headers } }
  }
}

const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Says why an answer may not be judged, if so. */
function createIsKnown<Request>({ known }: FeedbackOptions<Request>) {
  const isInLog = createKnownAnswers()

  async function isThere(recorder: Recorder, { target }: Said, request: Request): Promise<'yes' | 'no' | 'unknown'> {
    if (known === undefined) return isInLog(recorder, target)
    return (await known(target, request)) ? 'yes' : 'no'
  }

  return async (recorder: Recorder, said: Said, { request }: FeedbackAsked<Request>) => {
    try {
      const found = await isThere(recorder, said, request)
      return found === 'yes' ? undefined : found === 'no' ? unknownAnswer() : tooBusy()
    } catch {
      return unreadableLog()
    }
  }
}

function keep<Request>(
  recorder: Recorder,
  { target, judgement }: Said,
  { user, waitUntil }: FeedbackOptions<Request>,
  request: Request,
): string {
  const by = user?.(request)
  const { thumb, score, ...words } = judgement
  const whose = typeof by === 'string' && by !== '' ? { by } : {}
  return withContext(waitUntil === undefined ? {} : { waitUntil }, () => {
    if (thumb === undefined || score === undefined) return recorder.feedback(target, { ...judgement, ...whose })
    // An event has one value. The thumb comes last: the latest counts.
    recorder.feedback(target, { score, ...whose })
    return recorder.feedback(target, { thumb, ...words, ...whose })
  })
}
