/** What became of values that come again and again, such as the messages of a history. */
export type Seen<Value, Result> = {
  /** The result for an equal value that was seen before. */
  get(value: Value): Result | undefined
  set(value: Value, result: Result): void
}

export type SeenOptions<Value> = {
  /** A number that equal values share, and unequal ones rarely do. Cheap: it is asked for every value. */
  readonly keyOf: (value: Value) => number
  readonly isEqual: (a: Value, b: Value) => boolean
  /** About how many characters a value holds. */
  readonly sizeOf: (value: Value) => number
  /** How many characters are remembered in all. */
  readonly memory: number
}

type Entry<Value, Result> = { readonly value: Value; readonly result: Result }

/**
 * Remembers results in two generations: what was not asked for while the younger one filled up is forgotten with the
 * older one. Of two values with one key only the later is remembered.
 */
export function createSeen<Value, Result>(options: SeenOptions<Value>): Seen<Value, Result> {
  const { keyOf, isEqual, sizeOf, memory } = options
  let young = new Map<number, Entry<Value, Result>>()
  let old = new Map<number, Entry<Value, Result>>()
  let size = 0

  function put(key: number, entry: Entry<Value, Result>): void {
    young.set(key, entry)
    size += sizeOf(entry.value)
    if (size <= memory / 2) return
    old = young
    young = new Map()
    size = 0
  }

  return {
    get(value) {
      const key = keyOf(value)
      const known = young.get(key)
      if (known !== undefined && isEqual(known.value, value)) return known.result
      const older = old.get(key)
      if (older === undefined || !isEqual(older.value, value)) return undefined
      put(key, older)
      return older.result
    },
    set(value, result) {
      if (sizeOf(value) < memory / 4) put(keyOf(value), { value, result })
    },
  }
}
