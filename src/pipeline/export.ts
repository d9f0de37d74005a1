import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Format } from '../core/format.ts'
import { planSteps, refuseEmptyPath, type PipelineOptions } from './build-options.ts'
import { gatherCandidates, type Candidates, type CandidateOptions } from './candidates.ts'
import { increase } from './counts.ts'
import type { EventSource } from './event-source.ts'
import { checkExportOptions, checkFormat } from './check-build-options.ts'
import { formatForFile } from './formats/format-for-file.ts'
import { resolveFormat } from './formats/index.ts'
import { refuseEmpty } from './refuse-empty.ts'
import { refuseLeftovers, scanFor } from './leftovers.ts'
import { formatCounts, rowsOf } from './output/dataset-writer.ts'
import { formulaCellsIn } from './output/formula-cells.ts'
import { rowEncoder, type RowEncoder } from './output/row-encoder.ts'
import { openRowTarget, type RowTarget } from './output/row-target.ts'
import { shownExample } from './output/shown-example.ts'
import { unwritable } from './output/system-error.ts'
import { createDatasetMeter } from './report/dataset-measures.ts'
import { plainReport } from './report/plain-report.ts'
import { createReport, type BuildReport } from './report/report.ts'
import type { Masking } from './steps/redact-personal-data.ts'
import { trainableIds } from './trainable-ids.ts'
import { warningsOf } from './report/warnings.ts'

export type ExportOptions = PipelineOptions & {
  /** A file, replaced in one go; or a pipe or device such as `/dev/stdout`, which is streamed to. */
  readonly to: string
  /** By name, or one of your own. Default: `'csv'` or `'json'` where `to` ends so, else `'chatml'`. */
  readonly format?: string | Format
}

/** A finished export. */
export type ExportedRows = {
  readonly to: string
  readonly format: string
  readonly rows: number
  readonly report: BuildReport
}

export type ExportPlan = CandidateOptions & {
  readonly to: string
  readonly format: Format
  /** What may be left in no row; absent where nothing is masked. */
  readonly masking: Masking | undefined
  /** Nothing is masked, and nobody has said that it is meant. */
  readonly isUnmasked: boolean
  /** Whether rows may give way to none. */
  readonly allowEmpty: boolean
}

/** Decides everything that options leave open, and refuses what cannot be exported before anything is read. */
export function planExport(options: ExportOptions): ExportPlan {
  checkExportOptions(options)
  refuseEmptyPath(options.to)
  const { to, format = formatForFile(to) } = options
  return { ...planSteps(options), to, format: checkFormat(resolveFormat(format)) }
}

/** Writes every example of a log in one format to one place: no splits, no manifest. */
export async function exportFrom(source: EventSource, plan: ExportPlan): Promise<ExportedRows> {
  const workspace = await mkdtemp(join(tmpdir(), 'finetap-export-'))
  let target: RowTarget | undefined
  try {
    const encoder = countingFormulas(plan.format)
    target = await openRowTarget(plan.to, encoder)
    const candidates = await gatherCandidates(source, workspace, plan)
    const report = await writeRows(candidates, plan, target, encoder.formulas)
    refuseEmpty(report, plan)
    plan.signal?.throwIfAborted()
    await target.finish()
    return { to: plan.to, format: plan.format.name, rows: report.formats[0]?.rows.train ?? 0, report }
  } catch (error) {
    throw unwritable(plan.to, error)
  } finally {
    await target?.abandon()
    await rm(workspace, { recursive: true, force: true })
  }
}

function countingFormulas({ container }: Format): RowEncoder & { readonly formulas: () => number } {
  const encoder = rowEncoder(container)
  let formulas = 0
  if (container.kind !== 'csv') return { ...encoder, formulas: () => 0 }
  return {
    ...encoder,
    row(row) {
      const text = encoder.row(row)
      formulas += formulaCellsIn(text)
      return text
    },
    formulas: () => formulas,
  }
}

async function writeRows(
  candidates: Candidates,
  { format, masking, isUnmasked }: ExportPlan,
  target: RowTarget,
  formulas: () => number,
): Promise<BuildReport> {
  const leftovers = scanFor(masking)
  const meter = createDatasetMeter()
  const refused = new Map<string, number>()
  let [written, generations] = [0, 0]
  try {
    for await (const candidate of candidates.kept()) {
      const kept = candidate.example()
      leftovers?.scan(kept)
      const example = shownExample(kept, masking?.redactor)
      generations += trainableIds(example).length
      const result = rowsOf(format, example)
      for (const row of result.rows) await target.add(row)
      for (const reason of result.refused) increase(refused, reason, 1)
      written += result.rows.length
      meter.add(example)
    }
  } finally {
    candidates.close()
  }
  refuseLeftovers(leftovers)
  const { kept, dropped, flagged, counts: steps, failures } = candidates.account(generations)
  const { summary, remarks, conversations, folded } = candidates
  const rows = { train: written, validation: 0, test: 0 }
  const formats = [formatCounts(format, rows, refused, formulas())]
  const splits = { train: kept.examples }
  const detectors = masking?.waitsFor ?? []
  const ofSteps = { kept: kept.examples, failures, flagged, remarks, detectors, isUnmasked }
  const warnings = warningsOf({ ...ofSteps, summary, shares: NO_SPLIT, splits, formats })
  const parts = {
    name: 'export',
    summary,
    conversations,
    folded,
    kept,
    dropped,
    flagged,
    steps,
    splits,
    formats,
    warnings,
  }
  return plainReport(createReport({ ...parts, measures: meter.measures() }), masking?.redactor)
}

const NO_SPLIT = { validation: 0, test: 0 }
