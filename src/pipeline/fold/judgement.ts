import type { AnswerFeedback } from '../../core/example.ts'
import { textField } from '../../core/field.ts'
import type { Feedback } from '../../core/feedback.ts'
import { instantOf } from '../../core/instant.ts'

type Fields = { -readonly [Field in keyof AnswerFeedback]: AnswerFeedback[Field] }

/** Of each kind the latest; undefined when nothing of it can be used. A remark beside a thumb or score counts as one. */
export function latestOf(events: readonly Feedback[]): AnswerFeedback | undefined {
  const said: Fields = {}
  for (const event of [...events].sort(byTime)) {
    const { kind, value } = event
    if (kind === 'thumb' && (value === 'up' || value === 'down')) said.thumb = value
    if (kind === 'score' && Number.isFinite(value)) said.score = value
    const comment = textField(event, 'comment') ?? (kind === 'comment' ? textField(event, 'value') : undefined)
    const correction = textField(event, 'correction') ?? (kind === 'correction' ? textField(event, 'value') : undefined)
    if (comment !== undefined) said.comment = comment
    if (correction !== undefined) said.correction = correction
  }
  return Object.keys(said).length === 0 ? undefined : inOrder(said)
}

// Equal judgements are equal bytes, whichever came first.
function inOrder({ thumb, score, comment, correction }: Fields): AnswerFeedback {
  return {
    ...(thumb === undefined ? {} : { thumb }),
    ...(score === undefined ? {} : { score }),
    ...(comment === undefined ? {} : { comment }),
    ...(correction === undefined ? {} : { correction }),
  }
}

/** Oldest first, then by id; what has no time that can be read comes first. */
function byTime(a: Feedback, b: Feedback): number {
  const [first, second] = [instantOf(a.at) ?? 0, instantOf(b.at) ?? 0]
  return first - second || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
}
