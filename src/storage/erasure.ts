import { erases, type Erasure, type ErasureSelector } from '../core/erasure.ts'
import { RECORD_VERSION, type Generation } from '../core/generation.ts'
import { timeOrderedId } from '../core/id.ts'
import type { LogEvent } from '../core/log-event.ts'

/** The event that `erase` appends. */
export function erasureEvent(selector: ErasureSelector, reason: string | undefined): Erasure {
  const at = new Date().toISOString()
  const event = { v: RECORD_VERSION, type: 'erasure', id: timeOrderedId(), at, selector } as const
  return reason === undefined ? event : { ...event, reason }
}

export type ErasureFilter = (event: LogEvent) => boolean

/** Makes a test whether an event is to be hidden. Its cost does not grow with the number of erasures. */
export function erasureFilter(erasures: readonly Erasure[]): ErasureFilter {
  if (erasures.length === 0) return () => false
  const latest = new Map<string, Erasure>()
  for (const erasure of erasures) {
    for (const [field, value] of Object.entries(erasure.selector ?? {})) {
      const before = latest.get(`${field} ${value}`)
      if (before === undefined || before.at < erasure.at) latest.set(`${field} ${value}`, erasure)
    }
  }
  return (event) => {
    if (event.type !== 'generation') return false
    return keysOf(event).some((key) => {
      const erasure = latest.get(key)
      return erasure !== undefined && erases(erasure, event)
    })
  }
}

function keysOf({ id, conversationId, userId, tenantId }: Generation): readonly string[] {
  return [`generationId ${id}`, `conversationId ${conversationId}`, `userId ${userId}`, `tenantId ${tenantId}`]
}
