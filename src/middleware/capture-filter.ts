import { FinetapError } from '../core/errors.ts'
import type { Feedback } from '../core/feedback.ts'
import { createRedactor, type RedactionScope, type Redactor } from '../redaction/index.ts'
import { maskGeneration } from './mask-generation.ts'
import { createMaskOnce } from './mask-once.ts'
import type { EventFilter } from './writer.ts'

/**
 * What is masked before anything is written: keys and tokens (`'secrets'`), e-mails and addresses too (`'all'`),
 * nothing (`false`), what a redactor finds, or what a function of the app makes of each event.
 */
export type CaptureRedaction = 'secrets' | 'all' | false | Redactor | EventFilter

/** Masks events on their way to the store. Tags carry no numbers here, so that every call prints the same. */
export function createCaptureFilter(redaction: CaptureRedaction): EventFilter {
  if (redaction === false) return (event) => event
  if (typeof redaction === 'function') return redaction
  if (typeof redaction !== 'string' && typeof redaction?.begin !== 'function') {
    throw new FinetapError('bad_option', {
      what: `redact is of type ${typeof redaction}, which names no redaction`,
      fix: "pass 'secrets', 'all', false, a redactor or a function",
    })
  }
  const redactor = typeof redaction === 'string' ? createRedactor({ preset: redaction, mode: 'tag' }) : redaction
  const once = redactor.mode === 'tag' ? createMaskOnce(redactor) : undefined
  return (event) => {
    switch (event.type) {
      case 'generation':
        return maskGeneration(event, redactor.begin(), once)
      case 'feedback':
        return maskFeedback(event, redactor.begin())
      default:
        return event
    }
  }
}

function maskFeedback(feedback: Feedback, scope: RedactionScope): Feedback {
  const { comment, correction } = feedback
  const said = feedback.kind === 'comment' || feedback.kind === 'correction'
  return {
    ...(said ? { ...feedback, value: scope.text(feedback.value) } : feedback),
    ...(comment === undefined ? {} : { comment: scope.text(comment) }),
    ...(correction === undefined ? {} : { correction: scope.text(correction) }),
  }
}
