/** A map of the latest entries: beyond `most`, what was set longest ago is forgotten. */
export type BoundedMap<Value> = {
  readonly get: (key: string) => Value | undefined
  readonly set: (key: string, value: Value) => void
  readonly clear: () => void
}

export function boundedMap<Value>(most: number): BoundedMap<Value> {
  const entries = new Map<string, Value>()
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      const [oldest] = entries.keys()
      if (entries.size > most && oldest !== undefined) entries.delete(oldest)
    },
    clear: () => entries.clear(),
  }
}
