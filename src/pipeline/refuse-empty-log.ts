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
    fix: fixOf(summary),
  })
}

const CAPTURE_FIRST =
  'wrap a model first, chat once, and wait for recorder.flush(): wrapModel(model) from finetap/ai-sdk is one line'

const OTHER_LINES = 'name the log that finetap records into: this holds other lines, such as those of a dataset'

const UNREADABLE =
  'name the log that finetap records into, or mend these lines: each holds one event as JSON; finetap cat tells of each'

function fixOf({ damaged }: SourceSummary): string {
  if (damaged.has('not_an_event')) return OTHER_LINES
  if (damaged.has('newer_version')) return 'update finetap: a newer version wrote some of it'
  return damaged.size === 0 ? CAPTURE_FIRST : UNREADABLE
}

function whatItHolds({ events, damaged, damagedAt }: SourceSummary): string {
  if (events === 0 && damaged.size === 0) return 'The log is empty'
  const held = events === 0 ? 'The log holds no event' : `The log holds ${many(events, 'event')}, but no model call`
  if (damaged.size === 0) return held
  const reasons = [...damaged.keys()].sort().join(', ')
  const first = damagedAt?.[0] === undefined ? '' : `, the first at ${damagedAt[0]}`
  return `${held}; ${many(totalOf(damaged), 'piece')} of it could not be read${first}: ${reasons}`
}
