import { isJsonObject, jsonEqual } from '../../core/json.ts'

/**
 * What `jsonEqual` says, several times as fast for objects that were made alike: with each call of a chat its whole
 * history is compared.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b)
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  const others = Object.keys(b)
  // Only keys in another order, or ones that hold undefined, need the longer way.
  if (keys.length !== others.length) return jsonEqual(a, b)
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? ''
    if (key !== others[index]) return jsonEqual(a, b)
    if (!sameJson(a[key], b[key])) return false
  }
  return true
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (!sameJson(a[index], b[index])) return false
  return true
}
