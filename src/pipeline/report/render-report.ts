import type { BuildReport } from './report.ts'

export type RenderReportOptions = {
  /** Characters of the longest bar. Default 20. */
  readonly barWidth?: number
}

/**
 * A report as a short table for terminals, without colours: what was read, where it ended, what is kept, the rows of
 * each format, and the warnings.
 *
 * @example console.log(renderReport(report))
 */
export function renderReport(report: BuildReport, options: RenderReportOptions = {}): string {
  const { name, generations, conversations } = report
  const head = `${name} · ${many(generations.read, 'generation')} in ${many(conversations, 'conversation')}`
  const sections = [
    [head, ...funnelOf(report, options.barWidth ?? 20)],
    rowsOf(report),
    factsOf(report),
    warningsOf(report),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function funnelOf({ generations, retention }: BuildReport, barWidth: number): readonly string[] {
  const { read, kept, dropped } = generations
  const steps = [...new Set(dropped.map(({ step }) => step))]
  let left = read
  const rows: [label: string, count: number, note: string][] = [['read', left, '']]
  for (const step of steps) {
    const lines = dropped.filter((line) => line.step === step)
    const lost = lines.reduce((sum, { count }) => sum + count, 0)
    left -= lost
    rows.push([
      step,
      left,
      `−${figure(lost)}  ${lines.map(({ reason, count }) => `${reason} ${figure(count)}`).join(', ')}`,
    ])
  }
  rows.push(['kept', kept, `${(retention * 100).toFixed(1)} %`])
  const nameWidth = widest(rows.map(([label]) => label))
  const countWidth = widest(rows.map(([, count]) => figure(count)))
  return rows.map(([label, count, note]) => {
    const bar = barOf(read === 0 ? 0 : count / read, barWidth).padEnd(barWidth)
    return `  ${label.padEnd(nameWidth)}  ${figure(count).padStart(countWidth)}  ${bar}  ${note}`.trimEnd()
  })
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar in eighths of a character; what is not nothing shows at least one. */
function barOf(share: number, width: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

function rowsOf({ formats }: BuildReport): readonly string[] {
  const nameWidth = widest(formats.map(({ name }) => name))
  return formats.map(({ name, rows, refused }) => {
    const splits = Object.entries(rows).map(([split, count]) => `${split} ${figure(count)}`)
    const missing = Object.entries(refused).map(([reason, count]) => `${reason} ${figure(count)}`)
    const note = missing.length === 0 ? '' : `  (no row: ${missing.join(', ')})`
    return `  ${name.padEnd(nameWidth)}  ${splits.join('  ')}${note}`
  })
}

function factsOf({ lengths, redactions }: BuildReport): readonly string[] {
  const { user, assistant } = lengths
  const means = `user ${figure(user.meanCharacters)} · assistant ${figure(assistant.meanCharacters)} characters on average`
  const masked = Object.entries(redactions).map(([rule, count]) => `${rule} ${figure(count)}`)
  return [`  Lengths  ${means}`, ...(masked.length === 0 ? [] : [`  Masked   ${masked.join(' · ')}`])]
}

function warningsOf({ warnings }: BuildReport): readonly string[] {
  return warnings.map(({ message, fix }) => `  ! ${message}. Fix: ${fix}`)
}

function many(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
}

function figure(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 })
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length))
}
