import { resolve, sep } from 'node:path'
import { badOption, kindOf } from './core/check-options.ts'
import { FinetapError } from './core/errors.ts'
import type { LogEvent } from './core/log-event.ts'
import type { ResumableSource } from './pipeline/cache/tracked-source.ts'
import { planDataset, type BuildOptions } from './pipeline/build-options.ts'
import { buildFrom, type BuiltDataset } from './pipeline/dataset.ts'
import { eventSourceOf, type EventSource } from './pipeline/event-source.ts'
import { exportFrom, planExport, type ExportedRows, type ExportOptions } from './pipeline/export.ts'
import { jsonlStore } from './storage/jsonl/index.ts'
import { createLogParts } from './storage/jsonl/reading/log-parts.ts'

export * from './pipeline/index.ts'

/** A log: the directory of a `jsonlStore`, any store, or the events themselves in any order. */
export type LogSource = string | EventSource | AsyncIterable<LogEvent> | Iterable<LogEvent>

/**
 * Builds a dataset from a log: folds model calls into conversations, runs the steps, splits, and writes each format.
 *
 * The folder then holds `<format>/train.jsonl`, `validation.jsonl` and `test.jsonl` for each format (`.json` and `.csv`
 * where the format says so), `manifest.json` (what it is made of), `report.json` (what became of every generation),
 * `lineage.jsonl` (which generations stand in which rows) and `splits.jsonl` (what stands in which split: the next build
 * goes on from it). A split without rows has no file, and a warning. The same events, options and `splits.jsonl` give the
 * same bytes, whatever the order of the log. The folder changes only when all is done.
 *
 * @throws FinetapError `log_missing` or `log_empty` when there is nothing to build from, `unknown_format` and
 *   `bad_option` before anything is read, `output_unwritable` when the folder cannot be written or holds files of others,
 *   `dataset_empty` when nothing is left and `allowEmpty` is not given, `ledger_mismatch` or `ledger_unreadable` when its
 *   `splits.jsonl` is of other settings or damaged, `leak_found` when personal data is left in finished rows, `split_leak`
 *   when something stands in two splits; then nothing is written
 * @example
 * const { report } = await buildDataset({ from: './.finetap', to: './datasets/support', formats: ['chatml', 'alpaca'] })
 * console.log(renderReport(report))
 */
export async function buildDataset(options: BuildOptions & { readonly from: LogSource }): Promise<BuiltDataset> {
  const plan = planDataset(options)
  refuseLogFolder(options)
  return withSource(options.from, (source) => buildFrom(source, plan))
}

/**
 * Writes a log in one format to one file, without splits and without a manifest.
 *
 * @throws FinetapError as `buildDataset`
 * @example await exportDataset({ from: './.finetap', to: './chats.csv', format: 'csv' })
 */
export async function exportDataset(options: ExportOptions & { readonly from: LogSource }): Promise<ExportedRows> {
  const plan = planExport(options)
  refuseLogFolder(options)
  return withSource(options.from, (source) => exportFrom(source, plan))
}

// Rows that lie in the log would be read as events by whoever reads it next.
function refuseLogFolder({ from, to }: { readonly from: LogSource; readonly to: string }): void {
  if (typeof from !== 'string' || !`${resolve(to)}${sep}`.startsWith(`${resolve(from)}${sep}`)) return
  throw new FinetapError('bad_option', {
    what: `to is ${resolve(to)}, and the log that it is made from lies there`,
    why: 'rows within a log would become part of the log',
    fix: "write somewhere else, such as to: './datasets/support'",
  })
}

async function withSource<Result>(from: LogSource, use: (source: EventSource) => Promise<Result>): Promise<Result> {
  if (typeof from !== 'string' && (typeof from !== 'object' || from === null))
    throw badOption(`from is ${kindOf(from)}`, FROM)
  // Events first: a stream of them has a method named read, too.
  if (typeof from !== 'string') return use(isEvents(from) ? eventSourceOf(from) : from)
  const store = jsonlStore(from)
  try {
    const source: ResumableSource = { ...store, log: createLogParts(from) }
    return await use(source)
  } finally {
    await store.close()
  }
}

const FROM = "say where the log is, such as from: './.finetap', or pass a store or events"

function isEvents(from: Exclude<LogSource, string>): from is AsyncIterable<LogEvent> | Iterable<LogEvent> {
  return Symbol.asyncIterator in from || Symbol.iterator in from
}
