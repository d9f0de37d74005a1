import { FinetapError } from '../core/errors.ts'
import { textField } from '../core/field.ts'
import type { Feedback, FeedbackTarget } from '../core/feedback.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { timeOrderedId } from '../core/id.ts'

/** What a user says about an answer. At least one of `thumb`, `score`, `correction` and `comment`. */
export type Judgement = {
  readonly thumb?: 'up' | 'down'
  readonly score?: number
  /** The answer that should have been given. */
  readonly correction?: string
  readonly comment?: string
  /** Who judged: an opaque id. */
  readonly by?: string
}

/**
 * The log event of a judgement. The strongest statement names its kind (thumb, score, correction, comment); what else
 * was said goes along.
 *
 * @throws FinetapError `bad_option` when no answer was named, nothing was said, the score is no finite number, or a text is no text.
 */
export function feedbackEvent(target: FeedbackTarget, judgement: Judgement): Feedback {
  requireTarget(target)
  const { thumb, score, correction, comment, by } = judgement ?? {}
  refuseOtherThanText({ correction, comment, by })
  const base = {
    v: RECORD_VERSION,
    type: 'feedback',
    id: timeOrderedId(),
    at: new Date().toISOString(),
    target,
    ...(by === undefined ? {} : { by }),
  } as const
  const remark = comment === undefined ? {} : { comment }
  const better = correction === undefined ? {} : { correction }
  if (thumb === 'up' || thumb === 'down') return { ...base, kind: 'thumb', value: thumb, ...remark, ...better }
  if (score !== undefined && Number.isFinite(score))
    return { ...base, kind: 'score', value: score, ...remark, ...better }
  if (correction !== undefined) return { ...base, kind: 'correction', value: correction, ...remark }
  if (comment !== undefined) return { ...base, kind: 'comment', value: comment }
  throw new FinetapError('bad_option', {
    what: 'The feedback says nothing',
    why: 'it has neither thumb, nor a finite score, nor correction, nor comment',
    fix: "pass at least one, such as { thumb: 'up' }",
  })
}

// Feedback comes from browsers: what the types promise may not be what arrives.
function refuseOtherThanText(texts: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(texts)) {
    if (value === undefined || typeof value === 'string') continue
    throw new FinetapError('bad_option', { what: `The feedback's ${name} is no text`, fix: `pass ${name} as a string` })
  }
}

const TARGETS = ['generationId', 'turnId', 'responseId', 'messageId'] as const

function requireTarget(target: FeedbackTarget): void {
  if (TARGETS.some((name) => textField(target, name) !== undefined)) return
  throw new FinetapError('bad_option', {
    what: 'The feedback names no answer',
    why: `its target has none of ${TARGETS.join(', ')} as a text`,
    fix: 'pass the id that your app has, such as { turnId }',
  })
}
