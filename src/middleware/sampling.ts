import { FinetapError } from '../core/errors.ts'
import type { GenerationLabels, ModelIdentity } from '../core/generation.ts'

/** What a sampling function may look at beside the labels. */
export type SampledCall = { readonly model: ModelIdentity; readonly operation: string; readonly stream: boolean }

/** The share of calls to capture, 0 to 1, or a function that decides at once. */
export type Sample = number | ((labels: GenerationLabels, call: SampledCall) => boolean)

/** @throws FinetapError `bad_option` */
export function checkSample(sample: Sample): Sample {
  if (typeof sample === 'function' || (sample >= 0 && sample <= 1)) return sample
  throw new FinetapError('bad_option', {
    what: `sample is ${String(sample)}`,
    fix: 'pass a share from 0 to 1, such as 0.1, or a function that returns true or false',
  })
}

/**
 * Decides whether a call is captured. With a rate, the calls of one conversation are kept or left out together, so
 * that what is captured is whole; without a conversation id each call is drawn by itself.
 *
 * @throws FinetapError `bad_option` when a function answers with anything but true or false, such as a promise.
 */
export function isSampled(sample: Sample, labels: GenerationLabels, call: SampledCall): boolean {
  if (typeof sample !== 'function') {
    if (sample >= 1) return true
    return (labels.conversationId === undefined ? Math.random() : fraction(labels.conversationId)) < sample
  }
  const { model, operation, stream } = call
  const decision: unknown = sample(labels, { model, operation, stream })
  if (typeof decision === 'boolean') return decision
  throw new FinetapError('bad_option', {
    what: `The sample function returned ${decision instanceof Promise ? 'a promise' : typeof decision}`,
    why: 'whether a call is captured must be known before it begins',
    fix: 'return true or false',
  })
}

/** A number in [0, 1) that depends on the text alone: FNV-1a, 32 bits, with a final mix. */
function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}
