import type { Example } from '../../core/example.ts'
import { defined } from '../../core/field.ts'
import type { StepResult } from '../../core/step.ts'
import type { QuoteOf } from '../quote.ts'
import { trainableIds } from '../trainable-ids.ts'
import type { ExampleOutcome } from './outcome.ts'

/** Notes what steps do with one example. */
export type OutcomeRecord = {
  readonly take: (step: number, before: Example, result: StepResult) => void
  readonly fail: (step: number, message: string) => void
  readonly outcome: () => ExampleOutcome
}

// Most examples pass with nothing to tell.
const NOTHING = { exclusions: [], flags: [], failures: [] }

export function createOutcomeRecord(id: string, quoteOf?: QuoteOf): OutcomeRecord {
  let end: ExampleOutcome['end']
  let noted: { [List in keyof typeof NOTHING]: ExampleOutcome[List][number][] } | undefined

  const lists = () => (noted ??= { exclusions: [], flags: [], failures: [] })

  return {
    take(step, before, result) {
      const { excluded, flags } = result.example
      if (excluded.length > before.excluded.length) {
        const old = new Set(before.excluded.map(({ generationId }) => generationId))
        for (const { generationId, reason } of excluded) {
          if (!old.has(generationId)) lists().exclusions.push({ step, reason, generationId })
        }
      }
      if (result.kind === 'drop') {
        const quote = quoteOf?.(before)
        end = { step, reason: result.reason, generationIds: trainableIds(result.example), ...defined({ quote }) }
        return
      }
      if (flags === before.flags) return
      for (const flag of new Set(flags)) if (!before.flags.includes(flag)) lists().flags.push({ step, flag })
    },
    fail: (step, message) => void lists().failures.push({ step, message }),
    outcome: () => ({ id, ...(end === undefined ? {} : { end }), ...(noted ?? NOTHING) }),
  }
}
