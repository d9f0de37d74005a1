import type { Erasure } from '../../core/erasure.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { erasureFilter, type ErasureFilter } from '../erasure/filter.ts'
import { erasureKey } from '../erasure/key.ts'
import type { LogEntry } from './log-document.ts'

/**
 * What the erasures among the entries hide.
 *
 * @param secrets that of the app and that of the document: some may be older than the app's
 */
export function hiddenIn(entries: readonly LogEntry[], secrets: readonly (string | undefined)[]): ErasureFilter {
  const events = entries.flatMap(({ event }): readonly LogEvent[] => (event === undefined ? [] : [event]))
  const erasures = events.filter((event) => event.type === 'erasure')
  const keys = new Set(secrets.filter((secret) => secret !== undefined))
  return erasureFilter(erasures, [...keys].map(erasureKey))
}

/** True when something that could not be read holds an id that is erased: what it says about whom is not known. */
export function mentions(element: JsonObject, { targets = [], selector }: Erasure): boolean {
  const text = JSON.stringify(element)
  return [...targets, ...Object.values(selector ?? {})].some((id) => text.includes(JSON.stringify(id)))
}
