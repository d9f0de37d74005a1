import type { Erasure, ErasureField } from '../../core/erasure.ts'
import type { Feedback } from '../../core/feedback.ts'
import type { Generation } from '../../core/generation.ts'
import { instantOf } from '../../core/instant.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Review } from '../../core/review.ts'
import type { ErasureKey } from './key.ts'

/** True for an event that is to be hidden. */
export type ErasureFilter = (event: LogEvent) => boolean

/**
 * Makes a test whether an event is to be hidden: a generation that an erasure names, feedback and reviews about it, and
 * feedback by an erased user. Its cost does not grow with the number of erasures.
 *
 * @param keys those of the store; of an erasure under another key only the `targets` count
 */
export function erasureFilter(erasures: readonly Erasure[], keys: readonly ErasureKey[]): ErasureFilter {
  if (erasures.length === 0) return () => false
  const targets = new Set(erasures.flatMap((erasure) => erasure.targets ?? []))
  const isForgotten = forgottenTest(erasures, keys)

  function isErasedGeneration(generation: Generation): boolean {
    const { id, startedAt, userId, tenantId, conversationId } = generation
    return (
      targets.has(id) ||
      isForgotten('generationId', id) ||
      isForgotten('userId', userId, startedAt) ||
      isForgotten('tenantId', tenantId, startedAt) ||
      isForgotten('conversationId', conversationId, startedAt)
    )
  }

  function isErasedJudgement({ target, by, at }: Feedback | Review): boolean {
    if (Object.values(target).some((id) => targets.has(id))) return true
    if ('generationId' in target && isForgotten('generationId', target.generationId)) return true
    if ('conversationId' in target && isForgotten('conversationId', target.conversationId, at)) return true
    return isForgotten('userId', by, at)
  }

  return (event) => {
    if (event.type === 'generation') return isErasedGeneration(event)
    return (event.type === 'feedback' || event.type === 'review') && isErasedJudgement(event)
  }
}

type Forgotten = (field: ErasureField, value: string | undefined, at?: string) => boolean

/** Tells whether the latest erasure of a value came at or after a time; without one, whether there was any. */
function forgottenTest(erasures: readonly Erasure[], keys: readonly ErasureKey[]): Forgotten {
  const latest = new Map<string, number>()
  const fields = new Set<string>()
  function note(field: string, mark: string, at: number): void {
    fields.add(field)
    if (at > (latest.get(mark) ?? Number.NEGATIVE_INFINITY)) latest.set(mark, at)
  }
  for (const { selector, tombstone, at } of erasures) {
    // Of a wish without a time that can be read, nobody can say what came later.
    const instant = instantOf(at) ?? Number.POSITIVE_INFINITY
    for (const [field, value] of Object.entries(selector ?? {})) note(field, `clear ${field}:${value}`, instant)
    if (tombstone !== undefined) note(tombstone.field, `${tombstone.keyId} ${tombstone.hmac}`, instant)
  }
  return (field, value, at) => {
    if (value === undefined || !fields.has(field)) return false
    const marks = [`clear ${field}:${value}`, ...keys.map((key) => `${key.id} ${key.hmac(field, value)}`)]
    const times = marks.flatMap((mark) => latest.get(mark) ?? [])
    return times.length > 0 && (at === undefined || (instantOf(at) ?? Number.NEGATIVE_INFINITY) <= Math.max(...times))
  }
}
