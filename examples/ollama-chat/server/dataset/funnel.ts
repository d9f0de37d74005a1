import type { BuildReport } from 'finetap/pipeline'

/** One bar of the funnel: how many calls are left behind it, and which it dropped. */
export type FunnelStep = {
  readonly step: string
  readonly label: string
  readonly count: number
  readonly dropped: number
  readonly reasons: { readonly [reason: string]: number }
}

const LABELS: { readonly [step: string]: string } = {
  fold: 'Joined into chats',
  'normalize-whitespace': 'Text tidied',
  'redact-personal-data': 'Personal data masked',
  'drop-unfinished': 'Finished answers',
  'drop-empty': 'With content',
  'repair-structure': 'Well-formed turns',
  'drop-short': 'Long enough',
  'dedupe-exact': 'Without duplicates',
}

/** What became of every captured call, step by step; the counts add up. */
export function funnelOf({ generations, steps }: BuildReport): readonly FunnelStep[] {
  let left = generations.read
  const bars = ['fold', ...steps.map(({ name }) => name)].map((step) => {
    const lines = generations.dropped.filter((line) => line.step === step)
    const dropped = lines.reduce((sum, { count }) => sum + count, 0)
    left -= dropped
    const reasons = Object.fromEntries(lines.map(({ reason, count }) => [reason, count]))
    return { step, label: LABELS[step] ?? step, count: left, dropped, reasons }
  })
  const captured = { step: 'captured', label: 'Captured', count: generations.read, dropped: 0, reasons: {} }
  const kept = { step: 'kept', label: 'Kept for training', count: generations.kept, dropped: 0, reasons: {} }
  return [captured, ...bars, kept]
}
