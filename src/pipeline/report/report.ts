import { FinetapError } from '../../core/errors.ts'
import type { Lengths, Measures } from './dataset-measures.ts'
import type { DatasetStatistics } from './dataset-statistics.ts'
import type { LogMeasures } from './log-measures.ts'
import type { FormatCounts } from '../output/dataset-writer.ts'
import type { DropLine } from './drop-counter.ts'
import { sortedCounts } from '../counts.ts'
import { generationsOf, type SourceSummary } from '../fold/source-summary.ts'
import type { StepCounts } from '../step-account.ts'
import type { Warning } from './warnings.ts'

/** The name under which folding stands in the drop report, before the steps. */
export const FOLD_STEP = 'fold'

/** Raised when a reader of reports has to change. */
export const REPORT_VERSION = 1

/** What became of everything that was read. Its counts add up, or the build fails. */
export type BuildReport = {
  readonly schemaVersion: typeof REPORT_VERSION
  readonly name: string
  readonly events: {
    readonly read: number
    readonly byType: { readonly [type: string]: number }
    /** Pieces of the log that could not be read, by reason. They are no events. */
    readonly damaged: { readonly [reason: string]: number }
    /** Generations that the recorder had to let go of, as its gap records say. */
    readonly missed: { readonly [reason: string]: number }
    /** Feedback by what became of it, such as `matched` and `unknown_target`. */
    readonly feedback: { readonly [outcome: string]: number }
  }
  /** `read` is `kept` and all of `dropped`; the step `fold` stands for what never became part of an example. */
  readonly generations: { readonly read: number; readonly kept: number; readonly dropped: readonly DropLine[] }
  /** `folded` is `kept` and all of `dropped`. */
  readonly examples: {
    readonly folded: number
    readonly kept: number
    readonly dropped: readonly DropLine[]
    /** What rules noticed, and on which examples; also on those that another step dropped later. */
    readonly flagged: readonly DropLine[]
  }
  /** Those that have an answer, also without an id. `log.conversations` are the ids, also of calls that all failed. */
  readonly conversations: number
  readonly steps: readonly StepCounts[]
  /** Share of the generations that is kept, 0 to 1. */
  readonly retention: number
  readonly lengths: Lengths
  /** How often each redaction rule replaced something. */
  readonly redactions: { readonly [rule: string]: number }
  /** Examples by split. */
  readonly splits: { readonly [split: string]: number }
  readonly formats: readonly FormatCounts[]
  /** What the rows consist of. */
  readonly statistics: DatasetStatistics
  /** What the log says of its model calls, those included that are in no row; absent where nobody measured it. */
  readonly log?: LogMeasures
  readonly warnings: readonly Warning[]
}

export type ReportParts = {
  readonly name: string
  readonly summary: SourceSummary
  readonly conversations: number
  readonly folded: number
  readonly kept: { readonly examples: number; readonly generations: number }
  readonly dropped: { readonly examples: readonly DropLine[]; readonly generations: readonly DropLine[] }
  readonly flagged: readonly DropLine[]
  readonly steps: readonly StepCounts[]
  readonly measures: Measures
  readonly splits: { readonly [split: string]: number }
  readonly formats: readonly FormatCounts[]
  readonly warnings: readonly Warning[]
  readonly log?: LogMeasures | undefined
}

/** @throws FinetapError `build_inconsistent` when something got lost without being counted */
export function createReport(parts: ReportParts): BuildReport {
  const { name, summary, kept, dropped, measures } = parts
  const read = generationsOf(summary)
  const report: BuildReport = {
    schemaVersion: REPORT_VERSION,
    name,
    events: {
      read: summary.events,
      byType: sortedCounts(summary.byType),
      damaged: sortedCounts(summary.damaged),
      missed: sortedCounts(summary.missed),
      feedback: sortedCounts(summary.feedback),
    },
    generations: { read, kept: kept.generations, dropped: dropped.generations },
    examples: { folded: parts.folded, kept: kept.examples, dropped: dropped.examples, flagged: parts.flagged },
    conversations: parts.conversations,
    steps: parts.steps,
    retention: read === 0 ? 0 : Math.round((kept.generations / read) * 10_000) / 10_000,
    lengths: measures.lengths,
    redactions: measures.redactions,
    splits: parts.splits,
    formats: parts.formats,
    statistics: measures.statistics,
    ...(parts.log === undefined ? {} : { log: parts.log }),
    warnings: parts.warnings,
  }
  refuseLoss(report)
  return report
}

function refuseLoss({ generations, examples, steps, splits }: BuildReport): void {
  expectSum('generations read', generations.read, generations.kept + sumOf(generations.dropped))
  expectSum('examples folded', examples.folded, examples.kept + sumOf(examples.dropped))
  expectSum(
    'examples in splits',
    examples.kept,
    Object.values(splits).reduce((sum, count) => sum + count, 0),
  )
  let entering = examples.folded
  for (const step of steps) {
    expectSum(`examples into ${step.name}`, step.in, entering)
    const ended = Object.values(step.dropped).reduce((sum, count) => sum + count, 0)
    expectSum(`examples out of ${step.name}`, step.in, step.out + ended)
    entering = step.out
  }
  expectSum('examples behind the last step', entering, examples.kept)
}

function sumOf(lines: readonly DropLine[]): number {
  return lines.reduce((sum, { count }) => sum + count, 0)
}

function expectSum(what: string, expected: number, found: number): void {
  if (expected === found) return
  throw new FinetapError('build_inconsistent', {
    what: `The counts of the build do not add up: ${what} are ${expected}, accounted for are ${found}`,
    why: 'something was lost without being counted, or counted twice',
    fix: 'nothing was written; please report this with the steps and formats that you used',
  })
}
