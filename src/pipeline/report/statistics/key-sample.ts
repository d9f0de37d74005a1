import { emptyHashTable, hashesIn, keepBelow, setAt, valueAt, type HashTable } from './hash-table.ts'

const HASHES = 2 ** 53

/**
 * Values by hashed key, for as many keys as the limit; of more keys those with the smallest hashes, a fair sample that
 * does not depend on their order. Memory is at most twice the limit.
 */
export type KeySample<Value> = {
  readonly limit: number
  readonly values: HashTable<Value>
  /** Keys with this hash and larger ones are not in the sample. */
  bound: number
}

/** How many different keys there are. `exact`: counted; else estimated from the sample, within about 2 / √limit. */
export type Distinct = { readonly count: number; readonly exact: boolean }

export function emptySample<Value>(limit: number): KeySample<Value> {
  return { limit, values: emptyHashTable(), bound: HASHES }
}

/** True when the values of this key are kept. */
export function takes<Value>(sample: KeySample<Value>, hash: number): boolean {
  return hash < sample.bound
}

/** The value of a key, as far as it is kept. */
export function sampledValue<Value>(sample: KeySample<Value>, hash: number): Value | undefined {
  return valueAt(sample.values, hash)
}

/** Sets the value of a key, unless the sample does not take it. */
export function setSampled<Value>(sample: KeySample<Value>, hash: number, value: Value): void {
  if (!takes(sample, hash)) return
  setAt(sample.values, hash, value)
  if (sample.values.size >= sample.limit * 2) shrink(sample)
}

/** Leaves the keys that count: which others are kept meanwhile depends on their order. */
export function cutToLimit(sample: KeySample<unknown>): void {
  if (sample.values.size > sample.limit) shrink(sample)
}

/** The sample's keys and values, at most `limit` of them, the smallest hash first. */
export function sampledOf<Value>(sample: KeySample<Value>): readonly (readonly [number, Value])[] {
  cutToLimit(sample)
  const sampled: (readonly [number, Value])[] = []
  for (const hash of hashesIn(sample.values)) {
    const value = valueAt(sample.values, hash)
    if (value !== undefined) sampled.push([hash, value])
  }
  return sampled
}

export function distinctOf<Value>(sample: KeySample<Value>): Distinct {
  cutToLimit(sample)
  const { limit, values, bound } = sample
  if (bound === HASHES) return { count: values.size, exact: true }
  // The k smallest of n evenly spread numbers reach up to about k / n of the whole.
  return { count: Math.round((limit * HASHES) / bound), exact: false }
}

function shrink<Value>(sample: KeySample<Value>): void {
  sample.bound = hashesIn(sample.values)[sample.limit] ?? HASHES
  keepBelow(sample.values, sample.bound)
}
