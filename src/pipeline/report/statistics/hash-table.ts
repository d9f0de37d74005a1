/**
 * Values by hashes of 53 bits. Of a `Map` each key would be an object, and tens of thousands take several times as long.
 * Plain data, so that it can be written.
 */
export type HashTable<Value> = {
  /** Each at its place or behind it, where that was taken. */
  hashes: Float64Array
  values: (Value | undefined)[]
  size: number
}

const NONE = -1
const LEAST_PLACES = 16

export function emptyHashTable<Value>(): HashTable<Value> {
  return { ...places<Value>(LEAST_PLACES), size: 0 }
}

export function valueAt<Value>({ hashes, values }: HashTable<Value>, hash: number): Value | undefined {
  return values[placeOf(hashes, hash)]
}

export function setAt<Value>(table: HashTable<Value>, hash: number, value: Value): void {
  const place = placeOf(table.hashes, hash)
  table.values[place] = value
  if (table.hashes[place] === hash) return
  table.hashes[place] = hash
  table.size += 1
  if (table.size * 2 > table.hashes.length) refill(table, table.hashes.length * 2, Number.POSITIVE_INFINITY)
}

/** Leaves those below the bound. */
export function keepBelow<Value>(table: HashTable<Value>, bound: number): void {
  refill(table, table.hashes.length, bound)
}

/** The smallest first. */
export function hashesIn({ hashes, size }: HashTable<unknown>): Float64Array {
  const found = new Float64Array(size)
  let count = 0
  for (const hash of hashes) {
    if (hash === NONE) continue
    found[count] = hash
    count += 1
  }
  return found.sort()
}

function places<Value>(count: number): Pick<HashTable<Value>, 'hashes' | 'values'> {
  return { hashes: new Float64Array(count).fill(NONE), values: Array.from({ length: count }, () => undefined) }
}

/** The place of a hash, or the free one that it would have. `hashes` has a power of two of them, half of them free. */
function placeOf(hashes: Float64Array, hash: number): number {
  const last = hashes.length - 1
  let place = (hash >>> 0) & last
  while (hashes[place] !== hash && hashes[place] !== NONE) place = (place + 1) & last
  return place
}

function refill<Value>(table: HashTable<Value>, count: number, bound: number): void {
  const { hashes, values } = table
  Object.assign(table, places<Value>(count))
  table.size = 0
  for (let place = 0; place < hashes.length; place += 1) {
    const hash = hashes[place] ?? NONE
    const value = values[place]
    if (hash !== NONE && hash < bound && value !== undefined) setAt(table, hash, value)
  }
}
