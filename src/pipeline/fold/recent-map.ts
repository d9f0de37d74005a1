/** Remembers values by text and kind: those lately used, up to a limit, and at most as many more. */
export type RecentMap<Value> = {
  readonly get: (text: string, kind: string) => Value | undefined
  /** @param weight what it counts towards the limit; default its characters and 64 */
  readonly set: (text: string, kind: string, value: Value, weight?: number) => void
}

/** Characters that an entry costs beside its text. */
const ENTRY = 64

type Entry<Value> = { readonly kind: string; readonly value: Value; readonly weight: number }

/** @param limit the sum of weights after which the older half is forgotten */
export function createRecentMap<Value>(limit: number): RecentMap<Value> {
  let young = new Map<string, Entry<Value>>()
  let old = new Map<string, Entry<Value>>()
  let weighed = 0

  function add(text: string, entry: Entry<Value>): void {
    if (weighed >= limit) {
      old = young
      young = new Map()
      weighed = 0
    }
    young.set(text, entry)
    weighed += entry.weight
  }

  return {
    get(text, kind) {
      const found = young.get(text)
      if (found !== undefined) return found.kind === kind ? found.value : undefined
      const earlier = old.get(text)
      if (earlier === undefined || earlier.kind !== kind) return undefined
      add(text, earlier)
      return earlier.value
    },
    set: (text, kind, value, weight = text.length + ENTRY) => add(text, { kind, value, weight }),
  }
}
