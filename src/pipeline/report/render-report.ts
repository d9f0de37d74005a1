import { figure, many, widest } from './figures.ts'
import { readinessOf } from './readiness.ts'
import { explainReason } from './reasons.ts'
import { renderFacts } from './render-facts.ts'
import { renderFunnel } from './render-funnel.ts'
import { renderSamples } from './render-samples.ts'
import type { BuildReport } from './report.ts'
import { wrapText } from './wrap-text.ts'

export type RenderReportOptions = {
  /** Characters of the longest bar. Default 20. */
  readonly barWidth?: number
}

/**
 * A report as a short table for terminals, without colours and at most 100 columns wide: what was read, where it ended
 * and why, quotes of it where the report has some, what is kept, the rows of each format, the facts, the warnings, and
 * whether the dataset is ready.
 *
 * @example console.log(renderReport(report))
 */
export function renderReport(report: BuildReport, options: RenderReportOptions = {}): string {
  const { name, generations, conversations } = report
  const answered = `${many(conversations, 'conversation')} with an answer`
  const head = `${name} · ${many(generations.read, 'generation')} · ${answered}`
  const sections = [
    [head, ...renderFunnel(report, options.barWidth ?? 20)],
    renderReasons(report),
    renderSamples(report),
    renderRows(report),
    renderFacts(report),
    renderWarnings(report),
    renderReadiness(report),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The reasons of the funnel and of missing rows in words, each once, in their order. */
function renderReasons({ generations, formats }: BuildReport): readonly string[] {
  const refused = formats.flatMap((format) => Object.keys(format.refused))
  const codes = [...new Set([...generations.dropped.map(({ reason }) => reason), ...refused])]
  const known = codes.flatMap((code) => {
    const note = explainReason(code)
    return note === undefined ? [] : [{ code, title: note.title }]
  })
  const width = widest(known.map(({ code }) => code))
  return known.map(({ code, title }) => `  ${code.padEnd(width)}  ${title}`)
}

function renderRows({ formats, splits }: BuildReport): readonly string[] {
  // An export has no splits.
  const isSplit = splits['validation'] !== undefined
  const nameWidth = widest(formats.map(({ name }) => name))
  return formats.flatMap(({ name, rows, refused }) => {
    const counts = isSplit
      ? Object.entries(rows).map(([split, count]) => `${split} ${figure(count)}`)
      : [many(rows.train, 'row')]
    const missing = Object.entries(refused).map(([reason, count]) => `${reason} ${figure(count)}`)
    const note = missing.length === 0 ? '' : `  (no row: ${missing.join(', ')})`
    return wrapText(`  ${name.padEnd(nameWidth)}  ${counts.join('  ')}${note}`, ' '.repeat(nameWidth + 4))
  })
}

function renderWarnings({ warnings }: BuildReport): readonly string[] {
  return warnings.flatMap(({ message, fix }) => wrapText(`  ! ${message}. Fix: ${fix}`, '    '))
}

const VERDICTS = { ready: 'Ready to train', thin: 'Thin', not_ready: 'Not ready' }

function renderReadiness(report: BuildReport): readonly string[] {
  const { verdict, findings } = readinessOf(report)
  if (findings.length === 0) return [`  ${VERDICTS[verdict]}`]
  return findings.flatMap(({ message, fix }, index) => {
    return wrapText(`  ${index === 0 ? `${VERDICTS[verdict]}:` : '·'} ${message}; ${fix}`, '    ')
  })
}
