import type { RECORD_VERSION } from './generation.ts'

/** What a judgement is about, by the id that its giver knows. */
export type FeedbackTarget =
  | { readonly generationId: string }
  | { readonly turnId: string }
  | { readonly responseId: string }
  | { readonly messageId: string }

type FeedbackBase = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'feedback'
  readonly id: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly target: FeedbackTarget
  readonly comment?: string
  /** The answer that should have been given. */
  readonly correction?: string
  /** Who judged: an opaque id. */
  readonly by?: string
}

/** A later judgement of a generation or turn. Appended; several may name the same target, the latest counts. */
export type Feedback =
  | (FeedbackBase & { readonly kind: 'thumb'; readonly value: 'up' | 'down' })
  | (FeedbackBase & { readonly kind: 'score'; readonly value: number })
  | (FeedbackBase & { readonly kind: 'comment'; readonly value: string })
  | (FeedbackBase & { readonly kind: 'correction'; readonly value: string })
