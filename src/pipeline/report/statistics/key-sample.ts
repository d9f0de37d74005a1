const HASHES = 2 ** 53

/**
 * Values by hashed key, for as many keys as the limit; of more keys those with the smallest hashes, a fair sample that
 * does not depend on their order. Memory is at most twice the limit.
 */
export type KeySample<Value> = {
  readonly limit: number
  readonly values: Map<number, Value>
  /** Keys with this hash and larger ones are not in the sample. */
  bound: number
}

/** How many different keys there are. `exact`: counted; else estimated from the sample, within about 2 / √limit. */
export type Distinct = { readonly count: number; readonly exact: boolean }

export function emptySample<Value>(limit: number): KeySample<Value> {
  return { limit, values: new Map(), bound: HASHES }
}

/** True when the values of this key are kept. */
export function takes<Value>(sample: KeySample<Value>, hash: number): boolean {
  return hash < sample.bound
}

/** Sets the value of a key, unless the sample does not take it. */
export function setSampled<Value>(sample: KeySample<Value>, hash: number, value: Value): void {
  if (!takes(sample, hash)) return
  sample.values.set(hash, value)
  if (sample.values.size >= sample.limit * 2) shrink(sample)
}

/** The sample's keys and values, at most `limit` of them, the smallest hash first. */
export function sampledOf<Value>(sample: KeySample<Value>): readonly (readonly [number, Value])[] {
  if (sample.values.size > sample.limit) shrink(sample)
  return [...sample.values].sort(([a], [b]) => a - b)
}

export function distinctOf<Value>(sample: KeySample<Value>): Distinct {
  if (sample.values.size > sample.limit) shrink(sample)
  const { limit, values, bound } = sample
  if (bound === HASHES) return { count: values.size, exact: true }
  // The k smallest of n evenly spread numbers reach up to about k / n of the whole.
  return { count: Math.round((limit * HASHES) / bound), exact: false }
}

function shrink<Value>(sample: KeySample<Value>): void {
  const hashes = Float64Array.from(sample.values.keys()).sort()
  sample.bound = hashes[sample.limit] ?? HASHES
  for (const hash of hashes.subarray(sample.limit)) sample.values.delete(hash)
}
