import { figure, percent, widest } from './figures.ts'
import type { BuildReport } from './report.ts'
import { wrapText } from './wrap-text.ts'

/** What was read, what each step lost and why, and what is kept, with bars. */
export function renderFunnel({ generations, retention }: BuildReport, barWidth: number): readonly string[] {
  const { read, kept, dropped } = generations
  const steps = [...new Set(dropped.map(({ step }) => step))]
  let left = read
  const rows: [label: string, count: number, note: string][] = [['read', left, '']]
  for (const step of steps) {
    const lines = dropped.filter((line) => line.step === step)
    const lost = lines.reduce((sum, { count }) => sum + count, 0)
    left -= lost
    const reasons = lines.map(({ reason, count }) => `${reason} ${figure(count)}`)
    rows.push([step, left, `−${figure(lost)}  ${reasons.join(', ')}`])
  }
  rows.push(['kept', kept, percent(retention)])
  const nameWidth = widest(rows.map(([label]) => label))
  const countWidth = widest(rows.map(([, count]) => figure(count)))
  return rows.flatMap(([label, count, note]) => {
    const bar = barOf(read === 0 ? 0 : count / read, barWidth).padEnd(barWidth)
    const start = `  ${label.padEnd(nameWidth)}  ${figure(count).padStart(countWidth)}  ${bar}  `
    return wrapText(`${start}${note}`.trimEnd(), ' '.repeat(start.length))
  })
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar in eighths of a character; what is not nothing shows at least one. */
export function barOf(share: number, width: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}
