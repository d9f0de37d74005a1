const KEY_BYTES = 16
/** Of 32 bits. */
const KEY_WORDS = 4
const FIRST_CAPACITY = 64

/** Keys as numbers that count from 0 in the order in which they came: 24 to 48 bytes a key, outside the heap. */
export type KeyTable = {
  readonly size: () => number
  /** The number of a key of 32 hexadecimal digits, which is new when the key is. */
  readonly intern: (key: string) => number
  /** -1 when the table does not hold the key. */
  readonly find: (key: string) => number
  readonly key: (id: number) => string
  /** The numbers from one on, in the order of their keys. */
  readonly sortedFrom: (first: number) => Uint32Array
  readonly copy: () => KeyTable
}

export function createKeyTable(): KeyTable {
  return tableOf(new Int32Array(FIRST_CAPACITY * KEY_WORDS), new Int32Array(FIRST_CAPACITY * 2), 0)
}

/**
 * @param firstWords of the keys, with room for one more than there are, where the one that is looked for stands
 * @param firstPlaces each holds the number of a key and 1, or 0; there are twice as many of them as keys have room
 */
function tableOf(firstWords: Int32Array<ArrayBuffer>, firstPlaces: Int32Array, firstSize: number): KeyTable {
  let words = firstWords
  let keys = Buffer.from(words.buffer)
  let places = firstPlaces
  let size = firstSize

  function compare(one: number, other: number): number {
    const [start, otherStart] = [one * KEY_BYTES, other * KEY_BYTES]
    return keys.compare(keys, otherStart, otherStart + KEY_BYTES, start, start + KEY_BYTES)
  }

  // As numbers: a comparison of bytes leaves JavaScript, which takes longer than it does.
  function isSame(one: number, other: number): boolean {
    const [start, otherStart] = [one * KEY_WORDS, other * KEY_WORDS]
    for (let word = 0; word < KEY_WORDS; word += 1) {
      if (words[start + word] !== words[otherStart + word]) return false
    }
    return true
  }

  /**
   * The place of a key, or the free one where it would go. Keys are digests, so their last bytes are a hash; the first ones
   * are not, as ledgers list keys in order.
   */
  function placeOf(id: number): number {
    const mask = places.length - 1
    let place = (words[(id + 1) * KEY_WORDS - 1] ?? 0) & mask
    for (let held = places[place] ?? 0; held !== 0 && !isSame(held - 1, id); held = places[place] ?? 0) {
      place = (place + 1) & mask
    }
    return place
  }

  function grow(): void {
    const larger = new Int32Array(words.length * 2)
    larger.set(words)
    words = larger
    keys = Buffer.from(larger.buffer)
    places = new Int32Array(places.length * 2)
    for (let id = 0; id < size; id += 1) places[placeOf(id)] = id + 1
  }

  function find(key: string): number {
    keys.write(key, size * KEY_BYTES, 'hex')
    return (places[placeOf(size)] ?? 0) - 1
  }

  return {
    size: () => size,
    intern(key) {
      const found = find(key)
      if (found !== -1) return found
      places[placeOf(size)] = size + 1
      size += 1
      if (size * KEY_BYTES === keys.length) grow()
      return size - 1
    },
    find,
    key: (id) => keys.toString('hex', id * KEY_BYTES, (id + 1) * KEY_BYTES),
    sortedFrom(first) {
      const heads = Uint32Array.from({ length: size - first }, (_, index) =>
        keys.readUInt32BE((first + index) * KEY_BYTES),
      )
      const head = (id: number): number => heads[id - first] ?? 0
      // Comparing whole keys takes ten times as long.
      return heads.map((_, index) => first + index).sort((a, b) => head(a) - head(b) || compare(a, b))
    },
    copy: () => tableOf(words.slice(), places.slice(), size),
  }
}
