import type { Erasure, ErasureSelector } from '../../core/erasure.ts'
import type { GenerationNote } from './spool-record.ts'

/**
 * Tells which generations an erasure names. A store leaves them out by itself; events from elsewhere may still hold
 * them, before or behind the erasure.
 */
export function createErasedTest(erasures: readonly Erasure[]): (note: GenerationNote) => boolean {
  if (erasures.length === 0) return () => false
  const latest = new Map<string, string>()
  const targets = new Set(erasures.flatMap((erasure) => erasure.targets ?? []))
  for (const { selector, at } of erasures) {
    if (selector === undefined) continue
    const name = nameOf(selector)
    if (at > (latest.get(name) ?? '')) latest.set(name, at)
  }
  return ({ id, startedAt, userId, tenantId, conversationId, ownConversationId }) => {
    if (targets.has(id)) return true
    const selectors: ErasureSelector[] = [{ generationId: id }]
    if (userId !== undefined) selectors.push({ userId })
    if (tenantId !== undefined) selectors.push({ tenantId })
    if (conversationId !== undefined) selectors.push({ conversationId })
    if (ownConversationId !== undefined) selectors.push({ conversationId: ownConversationId })
    return selectors.some((selector) => startedAt <= (latest.get(nameOf(selector)) ?? ''))
  }
}

function nameOf(selector: ErasureSelector): string {
  const [entry] = Object.entries(selector)
  return JSON.stringify(entry)
}
