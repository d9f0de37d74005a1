import type { Step } from '../../core/step.ts'
import { dedupeExact } from './dedupe-exact.ts'
import { dropEmpty } from './drop-empty.ts'
import { dropShort, type DropShortOptions } from './drop-short.ts'
import { dropUnfinished } from './drop-unfinished.ts'
import { normalizeWhitespace } from './normalize-whitespace.ts'
import { redactPersonalData, type RedactPersonalDataOptions } from './redact-personal-data.ts'
import { repairStructure } from './repair-structure.ts'

export { dedupeExact } from './dedupe-exact.ts'
export { dropEmpty } from './drop-empty.ts'
export { dropShort, type DropShortOptions, type LeastLength } from './drop-short.ts'
export { dropUnfinished } from './drop-unfinished.ts'
export { normalizeWhitespace } from './normalize-whitespace.ts'
export { redactPersonalData, type RedactPersonalDataOptions } from './redact-personal-data.ts'
export { repairStructure, type StructureProblem } from './repair-structure.ts'

export type DefaultStepsOptions = {
  /** `false`: personal data stays in the dataset. */
  readonly redaction?: RedactPersonalDataOptions | false
  readonly short?: DropShortOptions
}

/**
 * The steps of a build that names none, in their order: clean, then filter, then dedupe. Text is tidied before it is
 * searched for personal data, so that no invisible character hides an address; duplicates are sought among what is left.
 *
 * @example buildDataset({ steps: [...defaultSteps(), myOwnStep()], … })
 */
export function defaultSteps(options: DefaultStepsOptions = {}): readonly Step[] {
  return [
    normalizeWhitespace(),
    ...(options.redaction === false ? [] : [redactPersonalData(options.redaction)]),
    dropUnfinished(),
    dropEmpty(),
    repairStructure(),
    dropShort(options.short),
    dedupeExact(),
  ]
}
