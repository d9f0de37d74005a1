import type { Example } from '../../core/example.ts'
import { createAppendFile } from '../append-file.ts'
import { openReadAt } from '../read-at.ts'
import { createGrowingNumbers } from './growing-numbers.ts'

const ID_WORDS = 4
const DIGITS_OF_A_WORD = 8

/** An example as text, and what it is sorted by. */
export type StoredExample = {
  readonly id: string
  readonly startedAt: string
  /** JSON. */
  readonly text: string | Uint8Array
}

export function storedExample(example: Example): StoredExample {
  return { id: example.id, startedAt: example.startedAt, text: JSON.stringify(example) }
}

/** Examples on disk, with about 40 bytes a piece in memory: where each lies, and what it is sorted by. */
export type ExampleFile = {
  readonly add: (example: StoredExample) => void
  readonly size: () => number
  /** The places of the examples, as they were added, in order of start and id. Nothing can be added from then on. */
  readonly order: () => Uint32Array
  /** The example that was added at a place. */
  readonly example: (place: number) => Example
  readonly id: (place: number) => string
  /** Its start in milliseconds since 1970; 0 when it has none. */
  readonly time: (place: number) => number
  /** Its text, as bytes. */
  readonly bytes: (place: number) => Uint8Array
  readonly close: () => void
}

export function createExampleFile(path: string): ExampleFile {
  const times = createGrowingNumbers('f64')
  const offsets = createGrowingNumbers('f64')
  const lengths = createGrowingNumbers('u32')
  const ids = createGrowingNumbers('u32')
  const idBytes = Buffer.alloc(ID_WORDS * 4)
  let written: ReturnType<typeof createAppendFile> | undefined = createAppendFile(path)
  let read: ReturnType<typeof openReadAt> | undefined

  function compare(a: number, b: number): number {
    const difference = times.at(a) - times.at(b)
    if (difference !== 0) return difference
    for (let word = 0; word < ID_WORDS; word += 1) {
      const order = ids.at(a * ID_WORDS + word) - ids.at(b * ID_WORDS + word)
      if (order !== 0) return order
    }
    return 0
  }

  function reader() {
    written?.close()
    written = undefined
    return (read ??= openReadAt(path))
  }

  return {
    add({ id, startedAt, text }) {
      if (written === undefined) throw new Error('the examples are being read')
      const offset = written.bytes()
      written.append(text)
      offsets.push(offset)
      lengths.push(written.bytes() - offset)
      const time = Date.parse(startedAt)
      times.push(Number.isNaN(time) ? 0 : time)
      for (let word = 0; word < ID_WORDS; word += 1) {
        ids.push(Number.parseInt(id.slice(word * DIGITS_OF_A_WORD, (word + 1) * DIGITS_OF_A_WORD), 16))
      }
    },
    size: times.size,
    order: () => Uint32Array.from({ length: times.size() }, (_, place) => place).sort(compare),
    example(place) {
      const example: Example = JSON.parse(reader().text({ offset: offsets.at(place), length: lengths.at(place) }))
      return example
    },
    time: times.at,
    bytes: (place) => reader().bytes({ offset: offsets.at(place), length: lengths.at(place) }),
    id(place) {
      for (let word = 0; word < ID_WORDS; word += 1) idBytes.writeUInt32BE(ids.at(place * ID_WORDS + word), word * 4)
      return idBytes.toString('hex')
    },
    close() {
      written?.close()
      read?.close()
      written = read = undefined
    },
  }
}
