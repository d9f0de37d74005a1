const MAX_DEPTH = 12

/** True when the word stands in a text or in bytes anywhere within the value. */
export function mentions(value: unknown, word: string): boolean {
  return some(value, (item) => {
    if (typeof item === 'string') return item.includes(word)
    return item instanceof Uint8Array && new TextDecoder().decode(item).includes(word)
  })
}

/** True when the very object is the value, or anywhere within it, as a cause too. */
export function holds(value: unknown, wanted: object): boolean {
  return some(value, (item) => item === wanted)
}

/** True when there is an error anywhere within the value. */
export function holdsError(value: unknown): boolean {
  return some(value, (item) => item instanceof Error)
}

function some(value: unknown, test: (item: unknown) => boolean, depth = 0, seen: Set<object> = new Set()): boolean {
  if (test(value)) return true
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  if (depth > MAX_DEPTH || seen.has(value)) return false
  seen.add(value)
  const items: unknown[] = Object.values(value)
  // Not enumerable, where the constructor was given it.
  if (value instanceof Error) items.push(value.cause)
  return items.some((item) => some(item, test, depth + 1, seen))
}
