import type { Generation, RECORD_VERSION } from './generation.ts'

/** Whose records are to go. */
export type ErasureSelector =
  | { readonly userId: string }
  | { readonly tenantId: string }
  | { readonly conversationId: string }
  | { readonly generationId: string }

export type ErasureField = 'userId' | 'tenantId' | 'conversationId' | 'generationId'

/**
 * Stands in for the value of a selector, so that the log does not name who has to be forgotten. `hmac`: HMAC-SHA256 of
 * `<field>:<value>` in UTF-8, as 64 hexadecimal digits, under the key that `keyId` names. The key is not in the log.
 */
export type Tombstone = { readonly field: ErasureField; readonly keyId: string; readonly hmac: string }

/**
 * The wish to be forgotten, appended to the log: from then on readers hide what it names, also when it is appended
 * again, and stores remove it. It names it by its `selector` in clear text, or by a `tombstone`, and by `targets`.
 */
export type Erasure = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'erasure'
  readonly id: string
  /** ISO 8601, UTC. Records that started later are not touched, unless `targets` names them. */
  readonly at: string
  readonly selector?: ErasureSelector
  readonly tombstone?: Tombstone
  /**
   * The ids of the generations that were found, and those of their turns, responses and messages: whatever feedback and
   * reviews may name them by. What bears or names one of these is hidden, whenever it was made.
   */
  readonly targets?: readonly string[]
  readonly reason?: string
}

/** True when the selector names this generation. */
export function selects(selector: ErasureSelector, generation: Generation): boolean {
  if ('userId' in selector) return generation.userId === selector.userId
  if ('tenantId' in selector) return generation.tenantId === selector.tenantId
  if ('conversationId' in selector) return generation.conversationId === selector.conversationId
  return generation.id === selector.generationId
}
