import { FinetapError } from '../../../core/errors.ts'
import type { FeedbackTarget } from '../../../core/feedback.ts'
import type { Recorder } from '../../../middleware/recorder.ts'
import type { WaitUntil } from '../../../middleware/wait-until.ts'
import { requireOptions } from '../../capture-options.ts'

/** How feedback from pages is taken. `Request` is what the host's handlers get. */
export type FeedbackOptions<Request> = {
  /** Default: the one recorder of the process. */
  readonly recorder?: Recorder
  /** Who judges: an opaque id, such as that of the session's user. */
  readonly user?: (request: Request) => string | undefined
  /**
   * Whether an answer exists and may be judged. Default: ids that this process gave to pages, and what the log holds: ids
   * of finetap whatever their age, all others for 24 hours.
   */
  readonly known?: (target: FeedbackTarget, request: Request) => boolean | Promise<boolean>
  /** Other origins whose pages may send feedback, such as `https://app.example`; `'*'` for all (default: none). */
  readonly origins?: readonly string[] | '*'
  /** How often a client may ask; `false`: as often as it likes. */
  readonly limit?: FeedbackLimit<Request> | false
  /** Bytes of a body (default 65,536). */
  readonly largestBytes?: number
  /** Characters of a comment (default 2,000). */
  readonly longestComment?: number
  /** Characters of a correction (default 20,000). */
  readonly longestCorrection?: number
  /** Takes a promise that resolves when the feedback is written: for hosts that stop when they have answered. */
  readonly waitUntil?: WaitUntil
}

/** `count` requests at once, which come back evenly over `perMs`. */
export type FeedbackLimit<Request> = {
  /** Default 30. */
  readonly count?: number
  /** Milliseconds (default 60,000). */
  readonly perMs?: number
  /** Who asks (default, also where this is undefined: the client's address). */
  readonly by?: (request: Request) => string | undefined
}

/** The limits in force. */
export type FeedbackLimits = {
  readonly largestBytes: number
  readonly longestComment: number
  readonly longestCorrection: number
}

/** @throws FinetapError `bad_option` when an option cannot be meant as it is given. */
export function limitsOf<Request>(options: FeedbackOptions<Request>, door: string): FeedbackLimits {
  requireOptions(options, door)
  const { largestBytes = 65_536, longestComment = 2_000, longestCorrection = 20_000 } = options
  const { count = 30, perMs = 60_000, by } = options.limit || {}
  const numbers = { largestBytes, longestComment, longestCorrection, 'limit.count': count, 'limit.perMs': perMs }
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isFinite(value) && value >= 1) continue
    throw badOption(`${door}: ${name} is ${String(value)}`, 'give a number from 1, or leave it out')
  }
  const { user, known, waitUntil } = options
  for (const [name, value] of Object.entries({ user, known, waitUntil, 'limit.by': by })) {
    if (value === undefined || typeof value === 'function') continue
    throw badOption(`${door}: ${name} is no function`, 'pass a function of the request, or leave it out')
  }
  return { largestBytes, longestComment, longestCorrection }
}

export function badOption(what: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what, fix })
}
