import type { RECORD_VERSION } from './generation.ts'

/** What a reviewer looked at. */
export type ReviewTarget =
  | { readonly generationId: string }
  | { readonly conversationId: string }
  | { readonly exampleId: string }

/**
 * A person's decision on whether something becomes training data. Appended; the latest decision on a target counts,
 * and `undo` takes the decision before it back.
 */
export type Review = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'review'
  readonly id: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly target: ReviewTarget
  readonly decision: 'approve' | 'reject' | 'flag' | 'skip' | 'undo'
  /** The answer as the reviewer rewrote it. */
  readonly correction?: string
  /** The generation that the reviewer prefers over the target. */
  readonly preferredId?: string
  readonly tags?: readonly string[]
  readonly comment?: string
  readonly by?: string
}
