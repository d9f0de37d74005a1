import type { BuildReport } from 'finetap/pipeline'
import { reasonInWords } from './reason-words.ts'

/** One bar of the funnel: how many answers are left behind it, and which it dropped. */
export type FunnelStep = {
  readonly step: string
  readonly label: string
  readonly count: number
  readonly dropped: number
  readonly reasons: { readonly [reason: string]: number }
  /** The reasons in words, as in "3 failed". */
  readonly why: readonly string[]
}

const LABELS: { readonly [step: string]: string } = {
  fold: 'Answers that stand',
  'normalize-whitespace': 'Text tidied',
  'redact-personal-data': 'Data masked',
  'drop-unfinished': 'Finished answers',
  'drop-empty': 'With content',
  'repair-structure': 'Well-formed turns',
  'drop-short': 'Long enough',
  'dedupe-exact': 'Without duplicates',
}

/** What became of every captured answer, step by step; the counts add up. */
export function funnelOf({ generations, steps }: BuildReport): readonly FunnelStep[] {
  let left = generations.read
  const bars = ['fold', ...steps.map(({ name }) => name)].map((step) => {
    const lines = generations.dropped.filter((line) => line.step === step)
    const dropped = lines.reduce((sum, { count }) => sum + count, 0)
    left -= dropped
    const reasons = Object.fromEntries(lines.map(({ reason, count }) => [reason, count]))
    const why = lines.map(({ reason, count }) => reasonInWords(reason, count))
    return { step, label: LABELS[step] ?? step, count: left, dropped, reasons, why }
  })
  const none = { dropped: 0, reasons: {}, why: [] }
  const captured = { step: 'captured', label: 'Captured', count: generations.read, ...none }
  const kept = { step: 'kept', label: 'Kept for training', count: generations.kept, ...none }
  return [captured, ...bars, kept]
}
