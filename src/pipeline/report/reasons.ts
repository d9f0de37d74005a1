import { FOLD_REASONS } from './reasons/of-fold.ts'
import { STEP_REASONS } from './reasons/of-steps.ts'
import { FORMAT_REASONS } from './reasons/of-formats.ts'
import { RULE_REASONS } from './reasons/of-rules.ts'
import { SELECTION_REASONS } from './reasons/of-selection.ts'
import type { ReasonNote } from './reasons/reason-note.ts'

export type { ReasonNote } from './reasons/reason-note.ts'

const REASONS: ReadonlyMap<string, ReasonNote> = new Map(
  Object.entries({ ...FORMAT_REASONS, ...STEP_REASONS, ...RULE_REASONS, ...SELECTION_REASONS, ...FOLD_REASONS }),
)

/** The codes of reasons and flags that finetap itself gives. */
export const reasonCodes: readonly string[] = [...REASONS.keys()].sort()

/**
 * What a reason code or flag of a report means and what to do about it; undefined for those of your own steps.
 *
 * @example explainReason('truncated')?.fix // 'raise the token limit of the calls (max_tokens)'
 */
export function explainReason(code: string): ReasonNote | undefined {
  return REASONS.get(code)
}
