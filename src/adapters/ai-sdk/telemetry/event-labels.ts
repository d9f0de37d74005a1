import { field, textField } from '../../../core/field.ts'
import type { GenerationLabels } from '../../../core/generation.ts'
import { mergeLabels } from '../../../middleware/labels.ts'

/**
 * The labels that an app gives on purpose with a telemetry event, by the record's names: in ai 7 the keys of
 * `runtimeContext` that `includeRuntimeContext` lets out, in ai 6 those of `metadata`; the `functionId` in both. `capture: false` there counts as a refused consent.
 */
export function eventLabels(event: unknown): GenerationLabels {
  const functionId = textField(event, 'functionId')
  const given = [field(event, 'metadata'), field(event, 'runtimeContext')].filter(isLabelled)
  const refused = given.some((labels) => field(labels, 'capture') === false) ? { consent: false } : undefined
  return mergeLabels(...given, functionId === undefined ? undefined : { metadata: { functionId } }, refused)
}

// Whatever stands under a label's name is checked when labels are merged.
function isLabelled(value: unknown): value is GenerationLabels {
  return typeof value === 'object' && value !== null
}
