/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** An object whose values JSON can carry. */
export type JsonObject = { readonly [key: string]: Json }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Deep equality of two JSON values. Key order does not count, a missing key is not the same as `null`. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = definedKeys(a)
  return (
    keys.length === definedKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]))
  )
}

/**
 * JSON text with object keys in code-unit order: equal values give equal text, so it can be hashed.
 *
 * @example sortedJson({ b: 1, a: [true] }) // '{"a":[true],"b":1}'
 */
export function sortedJson(value: Json): string {
  const order = orderOf(value)
  // Most values stand in order already, and one call for all of it is several times cheaper.
  if (order === 'sorted') return JSON.stringify(value)
  return order === 'sortable' ? JSON.stringify(sorted(value)) : inOrder(value)
}

/**
 * `sorted`: plain JSON whose keys stand in code-unit order everywhere. `sortable`: they can, in a copy. `other`: in no
 * object, as keys like indices come first in all of them, or it holds something that is not JSON.
 */
type Order = 'sorted' | 'sortable' | 'other'

function orderOf(value: unknown): Order {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || typeof value === 'function' ? 'other' : 'sorted'
  }
  let order: Order = 'sorted'
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && order !== 'other'; index += 1) order = worse(order, value[index])
    return order
  }
  if (!isJsonObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return 'other'
  let [first, before]: [string | undefined, string] = [undefined, '']
  for (const key in value) {
    first ??= key
    // In a copy it would set what that inherits.
    if (key === '__proto__' || (key < before && isLikeIndex(first))) return 'other'
    if (key < before) order = 'sortable'
    order = worse(order, value[key])
    if (order === 'other') return order
    before = key
  }
  return order
}

function worse(order: Order, value: unknown): Order {
  const own = orderOf(value)
  return own === 'sorted' ? order : own
}

/** Of the first key: indices come first. */
function isLikeIndex(key: string): boolean {
  return key >= '0' && key < ':'
}

/** A copy with sorted keys. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item))
  if (!isJsonObject(value)) return value
  const copy: { [key: string]: Json } = {}
  for (const key of Object.keys(value).sort()) copy[key] = sorted(value[key] ?? null)
  return copy
}

function inOrder(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => inOrder(item)).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = definedKeys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${inOrder(value[key] ?? null)}`)
  return `{${entries.join(',')}}`
}

// A key that holds undefined is not written by JSON.stringify, so it must not count here either.
function definedKeys(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined)
}
