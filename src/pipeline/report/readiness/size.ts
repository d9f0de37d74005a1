import type { BuildReport } from '../report.ts'
import { figure, many } from '../figures.ts'
import type { WeighedFinding } from './finding.ts'

/** Fewer rows give a loss that jumps by whole percents with each of them. */
const LEAST_VALIDATION = 20
/** Half of the answers are shorter: a model learns to be curt. */
const SHORT_ANSWER_TOKENS = 5
/** What most recipes cut at. */
const USUAL_CONTEXT_TOKENS = 8_192

type Limits = { readonly least: number; readonly enough: number }

/** Whether there are enough rows, in each split and of a fit length. */
export function* sizeFindings(report: BuildReport, { least, enough }: Limits): Generator<WeighedFinding> {
  const { train = 0, validation } = report.splits
  const { conversation, answers } = report.statistics
  if (train === 0) {
    yield {
      isGrave: true,
      code: 'no_rows',
      message: 'there is nothing to train',
      fix: 'see in the report what dropped the rows',
    }
    return
  }
  if (train < enough) yield fewRows(report, train, train < least ? least : enough, train < least)
  // An export has no splits.
  if (validation !== undefined) yield* validationFindings(report, train, validation)
  if (answers.tokens.p50 < SHORT_ANSWER_TOKENS) {
    const message = `half of the answers have fewer than ${SHORT_ANSWER_TOKENS} tokens`
    yield {
      isGrave: false,
      code: 'short_answers',
      message,
      fix: 'raise the least length of an answer: dropShort({ answer })',
    }
  }
  if (conversation.tokens.p95 > USUAL_CONTEXT_TOKENS) {
    const message = `of 100 rows 5 have more than ${conversation.tokens.p95} tokens, which trainers cut`
    yield {
      isGrave: false,
      code: 'long_rows',
      message,
      fix: 'cut them at a turn: limitLength({ tokens }), or --rule length=<characters>; or train with a longer context',
    }
  }
}

function fewRows(report: BuildReport, train: number, goal: number, isGrave: boolean): WeighedFinding {
  const missing = goal - train
  // What the build loses, more data will lose as well.
  const perRow = report.generations.read / Math.max(1, report.examples.kept)
  const share = train / Math.max(1, report.examples.kept)
  const calls = Math.ceil((missing / share) * perRow)
  return {
    isGrave,
    code: 'few_rows',
    message: `${many(train, 'row')} for training, ${goal} are the next mark`,
    fix: `collect ${figure(missing)} more, by this log about ${many(calls, 'model call')}`,
  }
}

function* validationFindings(report: BuildReport, train: number, validation: number): Generator<WeighedFinding> {
  if (validation === 0) {
    const message = 'there is no validation split, so nobody sees when training goes too far'
    yield {
      isGrave: false,
      code: 'no_validation',
      message,
      fix: 'build with split: { validation: 0.05 }, or --split 0.05,0.05; or collect more',
    }
  } else if (validation < LEAST_VALIDATION) {
    const message = `the validation split has ${many(validation, 'row')}, and below ${LEAST_VALIDATION} its loss says little`
    const share = Math.min(0.2, LEAST_VALIDATION / Math.max(1, train + validation))
    const fix = `raise its share to ${share.toFixed(2)}, such as with --split ${share.toFixed(2)},0.05, or collect ${LEAST_VALIDATION - validation} more of its rows`
    yield { isGrave: false, code: 'small_validation', message, fix }
  }
}
