import type { GenerationLabels } from '../core/generation.ts'

/** The share of calls to capture, 0 to 1, or a function that decides. */
export type Sample = number | ((labels: GenerationLabels) => boolean)

/**
 * Decides whether a call is captured. With a rate, the calls of one conversation are kept or left out together, so
 * that what is captured is whole; without a conversation id each call is drawn by itself.
 */
export function isSampled(sample: Sample, labels: GenerationLabels): boolean {
  if (typeof sample === 'function') return sample(labels)
  if (sample >= 1) return true
  return (labels.conversationId === undefined ? Math.random() : fraction(labels.conversationId)) < sample
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
