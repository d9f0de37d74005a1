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
  // Most values stand in order already, and one call for all of it is several times cheaper.
  return isInOrder(value) ? JSON.stringify(value) : inOrder(value)
}

function inOrder(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => inOrder(item)).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = definedKeys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${inOrder(value[key] ?? null)}`)
  return `{${entries.join(',')}}`
}

/** True for plain JSON whose keys stand in code-unit order everywhere. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && typeof value !== 'function'
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isInOrder(value[index])) return false
    return true
  }
  if (!isJsonObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return false
  let before = ''
  for (const key in value) {
    if (key < before || !isInOrder(value[key])) return false
    before = key
  }
  return true
}

// A key that holds undefined is not written by JSON.stringify, so it must not count here either.
function definedKeys(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined)
}
