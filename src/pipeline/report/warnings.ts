import type { FormatCounts } from '../output/dataset-writer.ts'
import { sortedCounts, totalOf } from '../counts.ts'
import type { SourceSummary } from '../fold/source-summary.ts'
import { figure, many } from './figures.ts'
import type { SplitShares } from '../split/splits.ts'
import { aboutSteps, type StepWarningParts } from './step-warnings.ts'

/** Something that did not stop the build, and that a person should know. */
export type Warning = {
  readonly code:
    | 'damaged_log'
    | 'detector_failed'
    | 'empty_split'
    | 'evaluation_short'
    | 'feedback_without_call'
    | 'format_failed'
    | 'formula_cells'
    | 'large_group'
    | 'ledger_lost'
    | 'ledger_torn'
    | 'missed_generations'
    | 'model_not_found'
    | 'not_masked'
    | 'nothing_kept'
    | 'quota_without_ledger'
    | 'step_changes_input'
    | 'step_failed'
    | 'uneven_split'
  readonly message: string
  readonly fix: string
}

export type WarningParts = StepWarningParts & {
  readonly summary: SourceSummary
  readonly shares: Required<SplitShares>
  readonly splits: { readonly [split: string]: number }
  readonly formats: readonly FormatCounts[]
}

export function warningsOf(parts: WarningParts): readonly Warning[] {
  return [...aboutTheLog(parts.summary), ...aboutSteps(parts), ...aboutFormats(parts.formats), ...aboutSplits(parts)]
}

function* aboutTheLog({ damaged, damagedAt = [], missed, feedback }: SourceSummary): Generator<Warning> {
  if (damaged.size > 0) {
    const count = totalOf(damaged)
    const places = count > damagedAt.length ? [...damagedAt, '…'] : damagedAt
    const where = damagedAt.length === 0 ? '' : ` (${places.join('; ')})`
    const message = `${many(count, 'piece')} of the log could not be read: ${listed(damaged)}${where}`
    const newer = damaged.has('newer_version')
    const fix = newer ? 'update finetap, a newer version wrote some of them' : 'nothing, if they come from a crash'
    yield { code: 'damaged_log', message, fix: `${fix}; finetap cat tells of each` }
  }
  if (missed.size > 0) {
    const message = `The recorder let go of ${totalOf(missed)} generations: ${listed(missed)}`
    yield { code: 'missed_generations', message, fix: 'see the recorder’s stats() and onError in the app' }
  }
  const astray = feedback.get('unknown_target') ?? 0
  if (astray > 0) yield aboutAstray(astray, totalOf(feedback))
}

function aboutAstray(astray: number, all: number): Warning {
  const why =
    'the app sends another id than that of the call, or the call was forgotten, not captured, or lies in another log'
  return {
    code: 'feedback_without_call',
    message: `${figure(astray)} of ${many(all, 'feedback event')} ${astray === 1 ? 'names' : 'name'} no call of the log and ${astray === 1 ? 'is' : 'are'} not used: ${why}`,
    fix: 'check that the id is the one of the header x-finetap-id, or the turnId, response id or message id of the call; finetap cat --type feedback shows them',
  }
}

function* aboutFormats(formats: readonly FormatCounts[]): Generator<Warning> {
  for (const { name, refused, formulas = 0 } of formats) {
    const count = refused['format_failed']
    if (count !== undefined) {
      yield {
        code: 'format_failed',
        message: `The format ${name} failed on ${many(count, 'example')}, which have no row`,
        fix: 'repair the format: it should return { rows, refused }, with a reason for what it cannot carry',
      }
    }
    if (formulas === 0) continue
    const begins = formulas === 1 ? 'begins' : 'begin'
    yield {
      code: 'formula_cells',
      message: `${many(formulas, 'cell')} of ${name} ${begins} with = + - @ or a tab, which a spreadsheet runs as formulas`,
      fix: 'nothing for training, which reads the text as it is; for a spreadsheet take csv({ escapeFormulas: true }), or finetap export --escape-formulas',
    }
  }
}

function* aboutSplits({ shares, splits, kept }: WarningParts): Generator<Warning> {
  if (kept === 0) return
  const wanted = { train: 1, ...shares }
  for (const [split, share] of Object.entries(wanted)) {
    if (share === 0 || (splits[split] ?? 0) > 0) continue
    const message = `The split ${split} is empty, so it has no file: too few conversations or users for its share`
    const change =
      split === 'train' ? 'lower the other shares (--split 0.05,0.05)' : `raise split.${split} (--split 0.1,0.1)`
    yield { code: 'empty_split', message, fix: `collect more conversations, or ${change}, and build into a new folder` }
  }
}

function listed(counts: ReadonlyMap<string, number>): string {
  return Object.entries(sortedCounts(counts))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}
