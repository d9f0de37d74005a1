import { widest } from './figures.ts'
import type { BuildReport } from './report.ts'
import { wrapText } from './wrap-text.ts'

const MOST_REASONS = 8

/** What users said last in examples that were dropped, where a build was asked to quote it: a few of the first reasons. */
export function renderSamples({ examples }: BuildReport): readonly string[] {
  const quoted = examples.dropped.flatMap(({ reason, quotes = [] }) =>
    quotes.length === 0 ? [] : [{ reason, quotes }],
  )
  if (quoted.length === 0) return []
  const shown = quoted.slice(0, MOST_REASONS)
  const width = widest(shown.map(({ reason }) => reason))
  const lines = shown.flatMap(({ reason, quotes }) =>
    quotes.flatMap((quote, index) => {
      const label = (index === 0 ? reason : '').padEnd(width)
      return wrapText(`  ${label}  “${shownPlainly(quote)}”`, ' '.repeat(width + 4))
    }),
  )
  const left = quoted.length - shown.length
  const more = left === 0 ? [] : [`  … of ${left} more reasons in report.json`]
  return ['  Of whole conversations that were dropped, what the user said last:', ...lines, ...more]
}

/** Signs that do not show could rule a terminal, or turn the text around. */
function shownPlainly(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
}
