import type { FinishReason, GenerationStatus } from './generation.ts'
import type { Message } from './message.ts'
import type { Tool } from './tool.ts'

/** What people said about an answer: of each kind the latest. */
export type AnswerFeedback = {
  readonly thumb?: 'up' | 'down'
  readonly score?: number
  readonly comment?: string
  /** The answer that should have been given. */
  readonly correction?: string
}

/** The generation that produced a message. */
export type MessageOrigin = {
  readonly generationId: string
  readonly model: string
  readonly status: GenerationStatus
  readonly finishReason?: FinishReason
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Absent when nobody judged. */
  readonly feedback?: AnswerFeedback
}

/** A message within an example. `weight` 1: trained. 0: context only. */
export type ExampleMessage = {
  readonly message: Message
  readonly weight: 0 | 1
  /** Absent for messages that only ever appeared in a request. */
  readonly origin?: MessageOrigin
}

/** A generation of this example that will not be trained, although the example may be. */
export type Exclusion = { readonly generationId: string; readonly reason: string }

/**
 * One candidate training row: a path through a conversation, from its start to an answer.
 *
 * `generationIds` are the generations for which this example answers in the drop report: each generation of the log
 * belongs to exactly one example.
 */
export type Example = {
  readonly id: string
  readonly conversationId: string
  /** Examples of one group never stand in two splits. */
  readonly group: string
  readonly sessionId?: string
  readonly userId?: string
  readonly tenantId?: string
  /**
   * Digests of tenant and user (or session, where no user is named), and of the tenant: what belongs together stays so when
   * the ids themselves are masked.
   */
  readonly userKey?: string
  readonly tenantKey?: string
  /** ISO 8601, UTC: start of its first generation. */
  readonly startedAt: string
  readonly messages: readonly ExampleMessage[]
  readonly tools?: readonly Tool[]
  readonly generationIds: readonly string[]
  readonly excluded: readonly Exclusion[]
  /** What rules noticed without dropping it. */
  readonly flags: readonly string[]
  /** How often each redaction rule replaced something. */
  readonly redactions: { readonly [rule: string]: number }
}

/** The answers that will be trained. */
export function trainedMessages(example: Example): readonly ExampleMessage[] {
  return example.messages.filter((entry) => entry.weight === 1)
}

/** The models whose answers will be trained, each once. */
export function modelsOf(example: Example): readonly string[] {
  const models = new Set<string>()
  for (const entry of example.messages) if (entry.weight === 1) models.add(modelOf(entry))
  return [...models]
}

/** The model that gave an answer; a route that does not know who answers records an empty name. */
export function modelOf({ origin }: ExampleMessage): string {
  return origin?.model || 'unknown'
}
