import { wrapText } from '../report/wrap-text.ts'
import { many } from '../report/figures.ts'
import type { Verification } from './verify-dataset.ts'

const MOST_LINES = 50

/** A verification as plain text, at most 100 columns wide: the verdict, then a line for each problem and note. */
export function renderVerification({ ok, dataset, files, problems, notes }: Verification): string {
  const name = dataset === undefined ? 'The dataset' : `${dataset.name} ${dataset.version}`
  const head = ok ? `${name} is whole: ${many(files, 'file')} as built` : `${name}: ${many(problems.length, 'problem')}`
  const lines = [
    ...problems.map(({ file, line, code, message }) => {
      return `  ! ${file}${line === undefined ? '' : `:${line}`}  ${code}: ${message}`
    }),
    ...notes.map((note) => `  · ${note}`),
  ]
  const rest = lines.length > MOST_LINES ? [`  and ${lines.length - MOST_LINES} more`] : []
  const shown = lines.slice(0, MOST_LINES).flatMap((line) => wrapText(line, '    '))
  return `${[head, ...shown, ...rest].join('\n')}\n`
}
