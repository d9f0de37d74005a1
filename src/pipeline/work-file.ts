import type { Example } from '../core/example.ts'
import { createAppendFile } from './append-file.ts'
import { openReadAt } from './read-at.ts'

const FIRST_CAPACITY = 1024
const ID_WORDS = 2
const DIGITS_OF_A_WORD = 8

/** Examples on disk, with about 30 bytes a piece in memory: where each lies, and what it is sorted by. */
export type WorkFile = {
  readonly add: (example: Example) => void
  readonly size: () => number
  /** The examples by start and id, one at a time. Nothing can be added from then on. */
  readonly sorted: () => Generator<Example>
  readonly close: () => void
}

export function createWorkFile(path: string): WorkFile {
  const file = createAppendFile(path)
  const index = createIndex()
  let open = true

  function close(): void {
    if (open) file.close()
    open = false
  }

  return {
    add(example) {
      const offset = file.bytes()
      file.append(`${JSON.stringify(example)}\n`)
      index.add(example, offset, file.bytes() - offset - 1)
    },
    size: index.size,
    *sorted() {
      close()
      const texts = openReadAt(path)
      try {
        for (const stretch of index.sorted()) {
          const example: Example = JSON.parse(texts.text(stretch))
          yield example
        }
      } finally {
        texts.close()
      }
    },
    close,
  }
}

function createIndex() {
  let times = new Float64Array(FIRST_CAPACITY)
  let offsets = new Float64Array(FIRST_CAPACITY)
  let lengths = new Uint32Array(FIRST_CAPACITY)
  let ids = new Uint32Array(FIRST_CAPACITY * ID_WORDS)
  let size = 0

  function grow(): void {
    const capacity = times.length * 2
    const moved = { times, offsets, lengths, ids }
    times = new Float64Array(capacity)
    offsets = new Float64Array(capacity)
    lengths = new Uint32Array(capacity)
    ids = new Uint32Array(capacity * ID_WORDS)
    times.set(moved.times)
    offsets.set(moved.offsets)
    lengths.set(moved.lengths)
    ids.set(moved.ids)
  }

  function compare(a: number, b: number): number {
    const difference = at(times, a) - at(times, b)
    if (difference !== 0) return difference
    for (let word = 0; word < ID_WORDS; word += 1) {
      const order = at(ids, a * ID_WORDS + word) - at(ids, b * ID_WORDS + word)
      if (order !== 0) return order
    }
    return 0
  }

  return {
    size: () => size,
    add(example: Example, offset: number, length: number): void {
      if (size === times.length) grow()
      const time = Date.parse(example.startedAt)
      times[size] = Number.isNaN(time) ? 0 : time
      offsets[size] = offset
      lengths[size] = length
      for (let word = 0; word < ID_WORDS; word += 1) {
        const digits = example.id.slice(word * DIGITS_OF_A_WORD, (word + 1) * DIGITS_OF_A_WORD)
        ids[size * ID_WORDS + word] = Number.parseInt(digits, 16)
      }
      size += 1
    },
    *sorted() {
      const order = Uint32Array.from({ length: size }, (_, position) => position).sort(compare)
      for (const position of order) yield { offset: at(offsets, position), length: at(lengths, position) }
    },
  }
}

function at(numbers: Float64Array | Uint32Array, index: number): number {
  return numbers[index] ?? 0
}
