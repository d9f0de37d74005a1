import { figure, widest } from '../report/figures.ts'
import { wrapText } from '../report/wrap-text.ts'
import type { RowChange } from './compare-rows.ts'
import type { ValueChange } from './compare-values.ts'
import type { DatasetDiff, Drift } from './diff-datasets.ts'

/** A diff as plain text, at most 100 columns wide. What is the same on both sides is left out. */
export function renderDiff(diff: DatasetDiff): string {
  const { before, after, rows, formats, config, files, reasons, drift, problems } = diff
  const head = `${before.name} ${before.version} → ${after.name} ${after.version} · examples ${figure(before.examples)} → ${figure(after.examples)}`
  const sections = [
    [head, ...rowLines(rows)],
    [...formatLines('added', formats.added), ...formatLines('removed', formats.removed)],
    config.filter(isNoFormat).flatMap((change) => wrapText(`  ${settingLine(change)}`, '    ')),
    reasons.flatMap(({ step, reason, before: old, after: now }) => {
      return wrapText(`  ${step}  ${reason} ${figure(old)} → ${figure(now)}`, '    ')
    }),
    drift.filter(({ level }) => level !== 'none').map(driftLine),
    files.length === 0 ? [] : wrapText(`  Files that differ: ${files.join(', ')}`, '    '),
    problems.flatMap(({ message }) => wrapText(`  ! ${message}`, '    ')),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function rowLines({ same, added, removed, changed, moved }: DatasetDiff['rows']): readonly string[] {
  const named: readonly (readonly [string, RowChange])[] = [
    ['added', added],
    ['removed', removed],
    ['changed', changed],
    ...Object.entries(moved),
  ]
  const shown = named.filter(([, { count }]) => count > 0)
  const labels = ['same', ...shown.map(([label]) => label)]
  const counts = [same, ...shown.map(([, { count }]) => count)].map(figure)
  return labels.map((label, index) => {
    const [sample] = shown[index - 1]?.[1].samples ?? []
    const line = `  ${label.padEnd(widest(labels))}  ${(counts[index] ?? '').padStart(widest(counts))}`
    return sample === undefined ? line : `${line}  such as ${sample}`
  })
}

function formatLines(what: string, formats: readonly string[]): readonly string[] {
  return formats.length === 0 ? [] : wrapText(`  Formats ${what}: ${formats.join(', ')}`, '    ')
}

/** Those that one side alone has are told by their names. */
function isNoFormat({ path, before, after }: ValueChange): boolean {
  return !(path.startsWith('formats.') && (before === undefined || after === undefined))
}

function settingLine({ path, before, after }: ValueChange): string {
  if (before === undefined) return `${path}  now ${JSON.stringify(after)}`
  if (after === undefined) return `${path}  no longer ${JSON.stringify(before)}`
  return `${path}  ${JSON.stringify(before)} → ${JSON.stringify(after)}`
}

function driftLine({ what, index, level }: Drift): string {
  return `  ${what.replace('_', ' ')} drifts: ${level}, stability index ${index.toFixed(2)}`
}
