import { FinetapError } from '../core/errors.ts'
import { totalOf } from './counts.ts'
import { generationsOf, type SourceSummary } from './fold/source-summary.ts'
import { many } from './report/figures.ts'

/**
 * Refuses a log in which no model was called.
 *
 * @param allowEmpty a log of which everything was erased is none to refuse
 * @throws FinetapError `log_empty`
 */
export function refuseEmptyLog(summary: SourceSummary, allowEmpty: boolean): void {
  if (generationsOf(summary) > 0) return
  // Everybody was forgotten, and has to leave the dataset too.
  if (allowEmpty && summary.erasures.length > 0) return
  throw new FinetapError('log_empty', {
    what: whatItHolds(summary),
    fix: summary.damaged.has('not_an_event') ? OTHER_LINES : CAPTURE_FIRST,
  })
}

const CAPTURE_FIRST =
  'wrap a model first, chat once, and wait for recorder.flush(): wrapModel(model) from finetap/ai-sdk is one line'

const OTHER_LINES = 'name the log that finetap records into: this holds other lines, such as those of a dataset'

function whatItHolds({ events, damaged }: SourceSummary): string {
  if (events === 0 && damaged.size === 0) return 'The log is empty'
  const held = events === 0 ? 'The log holds no event' : `The log holds ${many(events, 'event')}, but no model call`
  if (damaged.size === 0) return held
  return `${held}; ${many(totalOf(damaged), 'piece')} of it could not be read: ${[...damaged.keys()].sort().join(', ')}`
}
