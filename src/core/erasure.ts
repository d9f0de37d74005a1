import type { Generation, RECORD_VERSION } from './generation.ts'

/** Whose records are to go. */
export type ErasureSelector =
  | { readonly userId: string }
  | { readonly tenantId: string }
  | { readonly conversationId: string }
  | { readonly generationId: string }

/**
 * The wish to be forgotten, appended to the log: from then on readers hide what it names, and stores remove it.
 * Once the rows are gone, `selector` may give way to `tombstone`, a keyed hash that refuses them on a later import
 * without naming the person.
 */
export type Erasure = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'erasure'
  readonly id: string
  /** ISO 8601, UTC. Records that started later are not touched. */
  readonly at: string
  readonly selector?: ErasureSelector
  readonly tombstone?: { readonly field: string; readonly keyId: string; readonly hmac: string }
  readonly reason?: string
}

/** True when the erasure names this generation and came after it. */
export function erases(erasure: Erasure, generation: Generation): boolean {
  const { selector } = erasure
  if (selector === undefined || generation.startedAt > erasure.at) return false
  if ('userId' in selector) return generation.userId === selector.userId
  if ('tenantId' in selector) return generation.tenantId === selector.tenantId
  if ('conversationId' in selector) return generation.conversationId === selector.conversationId
  return generation.id === selector.generationId
}
