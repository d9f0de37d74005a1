import type { Erasure, ErasureSelector } from '../../core/erasure.ts'
import { instantOf } from '../../core/instant.ts'
import type { GenerationNote } from './spool-record.ts'

/**
 * Tells which generations an erasure names. A store leaves them out by itself; events from elsewhere may still hold
 * them, before or behind the erasure.
 */
export function createErasedTest(erasures: readonly Erasure[]): (note: GenerationNote) => boolean {
  if (erasures.length === 0) return () => false
  const latest = new Map<string, number>()
  const targets = new Set(erasures.flatMap((erasure) => erasure.targets ?? []))
  for (const { selector, at } of erasures) {
    if (selector === undefined) continue
    // A time that cannot be read leaves nothing out.
    const instant = 'generationId' in selector ? Number.POSITIVE_INFINITY : (instantOf(at) ?? Number.POSITIVE_INFINITY)
    const name = nameOf(selector)
    latest.set(name, Math.max(instant, latest.get(name) ?? Number.NEGATIVE_INFINITY))
  }
  return ({ id, startedAt, userId, tenantId, conversationId, ownConversationId }) => {
    if (targets.has(id)) return true
    const selectors: ErasureSelector[] = [{ generationId: id }]
    if (userId !== undefined) selectors.push({ userId })
    if (tenantId !== undefined) selectors.push({ tenantId })
    if (conversationId !== undefined) selectors.push({ conversationId })
    if (ownConversationId !== undefined) selectors.push({ conversationId: ownConversationId })
    const started = instantOf(startedAt) ?? Number.NEGATIVE_INFINITY
    return selectors.some((selector) => {
      const erased = latest.get(nameOf(selector))
      return erased !== undefined && started <= erased
    })
  }
}

function nameOf(selector: ErasureSelector): string {
  const [entry] = Object.entries(selector)
  return JSON.stringify(entry)
}
