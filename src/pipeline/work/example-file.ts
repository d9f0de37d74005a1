import { hash } from 'node:crypto'
import type { Example } from '../../core/example.ts'
import { createAppendFile } from '../append-file.ts'
import { DIGEST_LENGTH } from '../digest.ts'
import { openReadAt, type ReadAt, type Stretch } from '../read-at.ts'
import { createGrowingDigests } from './growing-digests.ts'
import { createGrowingNumbers } from './growing-numbers.ts'
import { exampleOfText, textOfExample } from './stored-text.ts'

const NO_ID = '0'.repeat(DIGEST_LENGTH)

/** An example as text, and what it is sorted by. */
export type StoredExample = {
  readonly id: string
  readonly startedAt: string
  /** See `textOfExample`; or where it stands in a file that no longer changes. */
  readonly text: string | Uint8Array | Elsewhere
  /** Of the text, see `digestOfText`, where it is known. */
  readonly digest?: string
}

/** Where bytes stand in a file that no longer changes. */
export type Elsewhere = Stretch & { readonly path: string }

export function storedExample(example: Example): StoredExample {
  return { id: example.id, startedAt: example.startedAt, text: textOfExample(example) }
}

/** What tells the text of an example apart from that of others. */
export function digestOfText(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex').slice(0, DIGEST_LENGTH)
}

/** Examples on disk, with about 45 bytes a piece in memory: where each lies, and what it is sorted by. */
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
  /** Of its text; undefined when it was added without one. */
  readonly digest: (place: number) => string | undefined
  readonly close: () => void
}

export function createExampleFile(path: string): ExampleFile {
  const times = createGrowingNumbers('f64')
  const stretches = createGrowingStretches()
  const ids = createGrowingDigests()
  const digests = createGrowingDigests()
  let written: ReturnType<typeof createAppendFile> | undefined = createAppendFile(path)
  const readers = createReaders()

  function reader(from: string): ReadAt {
    written?.close()
    written = undefined
    return readers.of(from)
  }

  /** Where the text lies from now on. */
  function place(text: StoredExample['text']): Elsewhere {
    if (written === undefined) throw new Error('the examples are being read')
    if (typeof text === 'object' && 'path' in text) {
      // Now, as whoever owns the file may remove it.
      readers.of(text.path)
      return text
    }
    const offset = written.bytes()
    written.append(text)
    return { path, offset, length: written.bytes() - offset }
  }

  return {
    add({ id, startedAt, text, digest }) {
      const index = times.size()
      stretches.push(place(text))
      const time = Date.parse(startedAt)
      times.push(Number.isNaN(time) ? 0 : time)
      ids.set(index, id)
      if (digest !== undefined) digests.set(index, digest)
    },
    size: times.size,
    order: () =>
      Uint32Array.from({ length: times.size() }, (_, index) => index).sort(
        (a, b) => times.at(a) - times.at(b) || ids.compare(a, b),
      ),
    example(index) {
      const stretch = stretches.at(index)
      return exampleOfText(reader(stretch.path).text(stretch))
    },
    time: times.at,
    bytes(index) {
      const stretch = stretches.at(index)
      return reader(stretch.path).bytes(stretch)
    },
    digest: digests.at,
    id: (index) => ids.at(index) ?? NO_ID,
    close() {
      written?.close()
      written = undefined
      readers.close()
    },
  }
}

/** Files that are opened once. */
function createReaders() {
  const readers = new Map<string, ReadAt>()
  return {
    of(path: string): ReadAt {
      const known = readers.get(path)
      if (known !== undefined) return known
      const opened = openReadAt(path)
      readers.set(path, opened)
      return opened
    },
    close(): void {
      for (const one of readers.values()) one.close()
      readers.clear()
    },
  }
}

/** Stretches of a few files. */
export function createGrowingStretches() {
  const paths: string[] = []
  const files = createGrowingNumbers('u8')
  const offsets = createGrowingNumbers('f64')
  const lengths = createGrowingNumbers('u32')
  return {
    push({ path, offset, length }: Elsewhere): void {
      const known = paths.indexOf(path)
      files.push(known === -1 ? paths.push(path) - 1 : known)
      offsets.push(offset)
      lengths.push(length)
    },
    at: (index: number): Elsewhere => ({
      path: paths[files.at(index)] ?? '',
      offset: offsets.at(index),
      length: lengths.at(index),
    }),
  }
}
