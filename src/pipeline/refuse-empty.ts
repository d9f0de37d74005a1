import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import { increase } from './counts.ts'
import { MANIFEST_FILE } from './output/manifest.ts'
import { figure, listCounts } from './report/figures.ts'
import { explainReason } from './report/reasons.ts'
import type { BuildReport } from './report/report.ts'

const MOST_REASONS = 6

const reports = new WeakMap<Error, BuildReport>()

/**
 * What became of everything, where a build or an export was refused because nothing is left; undefined of any other error.
 *
 * @example
 * try { await buildDataset(options) } catch (error) {
 *   const report = reportOfEmpty(error)
 *   if (report !== undefined) console.log(renderReport(report))
 * }
 */
export function reportOfEmpty(error: unknown): BuildReport | undefined {
  return error instanceof Error ? reports.get(error) : undefined
}

type Asked = { readonly to: string; readonly allowEmpty: boolean }

/**
 * Refuses what would replace rows by none.
 *
 * @throws FinetapError `dataset_empty`
 */
export function refuseEmpty(report: BuildReport, { to, allowEmpty }: Asked): void {
  const { generations, examples, formats } = report
  const rows = formats.flatMap((format) => Object.values(format.rows)).reduce((sum, count) => sum + count, 0)
  if (rows > 0 || allowEmpty) return
  const nothing =
    examples.kept === 0
      ? `Nothing is left of ${figure(generations.read)} model calls`
      : `No format has a row for any of ${figure(examples.kept)} examples`
  const reasons = examples.kept === 0 ? reasonsOf(generations.dropped) : refusalsOf(report)
  const [first] = Object.entries(reasons).sort(([, one], [, other]) => other - one)
  const error = new FinetapError('dataset_empty', {
    what: `${nothing}, so ${isThere(to) ? `${to} stays as it was` : `${to} is not written`}`,
    why: [listCounts(reasons, MOST_REASONS), ...failuresOf(report)].join('. '),
    fix: `${remedyFor(first?.[0], report)}; to write it without rows, ask for allowEmpty (--allow-empty)`,
  })
  reports.set(error, report)
  throw error
}

/** What to do about a reason that has dropped all; where nothing is to be done about a few, here something is. */
function remedyFor(reason: string | undefined, { warnings }: BuildReport): string {
  // It knows what was there instead.
  const told = warnings.find(({ code }) => code === (reason === 'other_model' ? 'model_not_found' : reason))
  if (told !== undefined) return told.fix
  const fix = reason === undefined ? undefined : explainReason(reason)?.fix.replace(/^nothing, or /, '')
  return fix === undefined || fix.startsWith('nothing') ? 'loosen what dropped them' : fix
}

/** Which step or format failed, and how. */
function failuresOf({ warnings }: BuildReport): readonly string[] {
  return warnings.flatMap(({ code, message }) => (code === 'step_failed' || code === 'format_failed' ? [message] : []))
}

type Counts = { readonly [reason: string]: number }

function reasonsOf(dropped: BuildReport['generations']['dropped']): Counts {
  const reasons = new Map<string, number>()
  for (const { reason, count } of dropped) increase(reasons, reason, count)
  return Object.fromEntries(reasons)
}

function refusalsOf({ formats }: BuildReport): Counts {
  const reasons = new Map<string, number>()
  for (const { refused } of formats) {
    for (const [reason, count] of Object.entries(refused)) increase(reasons, reason, count)
  }
  return Object.fromEntries(reasons)
}

/** A dataset, or what an export would replace. */
function isThere(to: string): boolean {
  const there = statSync(to, { throwIfNoEntry: false })
  return there?.isDirectory() === true ? existsSync(join(to, MANIFEST_FILE)) : there?.isFile() === true
}
