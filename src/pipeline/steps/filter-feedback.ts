import { checkOptions } from '../../core/check-options.ts'
import type { AnswerFeedback, Example, ExampleMessage } from '../../core/example.ts'
import type { Message } from '../../core/message.ts'
import { keep, type Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, withFlags, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type FilterFeedbackOptions = {
  /** What becomes of answers with a thumb down. Default `'drop'`. */
  readonly down?: RuleAction | 'keep'
  /** Answers with a lower score go, reason `low_score`. Default: any score stays. */
  readonly score?: { readonly min: number; readonly action?: RuleAction }
  /**
   * `'judged'`: only answers that somebody judged stay. `'up'`: only those with a thumb up, a score of `score.min` or
   * more, or a correction. The others go, reason `not_judged`. Default: all stay.
   */
  readonly only?: 'judged' | 'up'
  /** `'use'` (default): a correction takes the place of the answer's text, flag `corrected`, and no thumb counts. */
  readonly correction?: 'use' | 'ignore'
}

/**
 * Does what people said about answers: a thumb down gives the answer up, reason `thumbs_down`; a correction replaces it.
 *
 * A judgement of the last answer of a turn counts for the tool calls that led to it. Feedback comes late, so the same
 * log may give another dataset tomorrow.
 *
 * @example buildDataset({ rules: { feedback: { only: 'up' } }, … })
 */
export function filterFeedback(options: FilterFeedbackOptions = {}): Step {
  checkOptions('filterFeedback', options, {
    down: 'string',
    score: { min: 'number', action: 'string' },
    only: 'string',
    correction: 'string',
  })
  requireChoice('down of filterFeedback', options.down, [...ACTIONS, 'keep'])
  requireChoice('only of filterFeedback', options.only, ['judged', 'up'])
  requireChoice('correction of filterFeedback', options.correction, ['use', 'ignore'])
  requireChoice('score.action of filterFeedback', options.score?.action, ACTIONS)
  const { correction = 'use' } = options
  return {
    name: 'filter-feedback',
    version: 1,
    apply(example) {
      if (options.only === undefined && !example.messages.some(isJudged)) return keep(example)
      const corrected = correction === 'use' ? correctAnswers(example) : example
      const flagged = judgeAnswers(corrected, 'flag', (answer) => verdictOn(answer, options, 'flag'))
      return judgeAnswers(flagged.example, 'drop', (answer) => verdictOn(answer, options, 'drop'))
    },
  }
}

function isJudged({ origin }: ExampleMessage): boolean {
  return origin?.feedback !== undefined
}

function verdictOn(answer: Answer, options: FilterFeedbackOptions, action: RuleAction): string | undefined {
  const { down = 'drop', score, only, correction = 'use' } = options
  const feedback = feedbackOfTurn(answer)
  if (correction === 'use' && isCorrection(feedback)) return undefined
  const isLow = score !== undefined && feedback.score !== undefined && feedback.score < score.min
  if (feedback.thumb === 'down' && down === action) return 'thumbs_down'
  if (isLow && (score.action ?? 'drop') === action) return 'low_score'
  return action === 'drop' && isMissing(feedback, options) && only !== undefined ? 'not_judged' : undefined
}

/** True when what `only` asks for is not there. */
function isMissing({ thumb, score, correction }: AnswerFeedback, options: FilterFeedbackOptions): boolean {
  if (options.only === 'judged') return thumb === undefined && score === undefined && correction === undefined
  const least = options.score?.min
  return thumb !== 'up' && !(least !== undefined && score !== undefined && score >= least)
}

const NONE: AnswerFeedback = {}

/** The feedback of an answer, or else of the answer that ends its turn. */
function feedbackOfTurn({ entry, index, messages }: Answer): AnswerFeedback {
  if (entry.origin?.feedback !== undefined) return entry.origin.feedback
  const isWithinTurn = messages[index + 1]?.message.role === 'tool'
  if (!isWithinTurn) return NONE
  let last: ExampleMessage | undefined
  for (const next of messages.slice(index + 1)) {
    if (next.message.role === 'user') break
    if (next.message.role === 'assistant') last = next
  }
  return last?.origin?.feedback ?? NONE
}

function isCorrection({ correction }: AnswerFeedback): boolean {
  return correction !== undefined && correction.trim() !== ''
}

function correctAnswers(example: Example): Example {
  let isChanged = false
  const messages = example.messages.map((entry): ExampleMessage => {
    const correction = entry.origin?.feedback?.correction
    if (entry.weight === 0 || entry.message.role !== 'assistant') return entry
    if (correction === undefined || correction.trim() === '') return entry
    isChanged = true
    return { ...entry, message: withText(entry.message, correction) }
  })
  return isChanged ? withFlags({ ...example, messages }, ['corrected']) : example
}

/** Thoughts and sources led to the answer that was wrong; calls and files are kept, as what follows needs them. */
function withText(message: Message, text: string): Message {
  const rest = message.parts.filter(({ type }) => type !== 'text' && type !== 'reasoning' && type !== 'source')
  return { ...message, parts: [{ type: 'text', text }, ...rest] }
}
