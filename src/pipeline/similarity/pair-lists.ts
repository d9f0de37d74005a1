import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { createAppendFile, type AppendFile } from '../append-file.ts'

const GATHERED = 8192
const SAFE_BITS = 53
const KEY_BITS = 32
const KEY_SPAN = 2 ** KEY_BITS

/** Lists of keys with the examples that have them, each sorted by itself. They rest on disk, save the first 64 KiB. */
export type PairLists = {
  readonly add: (list: number, key: number, index: number) => void
  /** Calls `take` with the members of each key that several have, in order; the array is used again. */
  readonly forEachShared: (list: number, take: (members: readonly number[]) => void) => void
  readonly close: () => void
}

type List = { readonly gathered: Float64Array; size: number; written: number; file?: AppendFile }

/** `size` is how many examples there are. Of more than two million the keys lose bits: candidates, not errors, grow. */
export function createPairLists(directory: string, count: number, size: number): PairLists {
  const indexBits = Math.max(1, Math.ceil(Math.log2(size + 1)))
  const span = 2 ** indexBits
  const keySpan = 2 ** Math.min(KEY_BITS, SAFE_BITS - indexBits)
  const lists: readonly List[] = Array.from({ length: count }, () => ({
    gathered: new Float64Array(GATHERED),
    size: 0,
    written: 0,
  }))

  function flush(list: List, number: number): void {
    list.file ??= createAppendFile(join(directory, `pairs-${number}`))
    list.file.append(new Uint8Array(list.gathered.buffer, 0, list.size * Float64Array.BYTES_PER_ELEMENT))
    list.written += list.size
    list.size = 0
  }

  function sorted(list: List): Float64Array {
    const pairs = new Float64Array(list.written + list.size)
    pairs.set(list.gathered.subarray(0, list.size), list.written)
    if (list.file !== undefined) {
      list.file.close()
      readInto(list.file.path, new Uint8Array(pairs.buffer, 0, list.written * Float64Array.BYTES_PER_ELEMENT))
      delete list.file
    }
    return pairs.sort()
  }

  return {
    add(number, key, index) {
      const list = lists[number]
      if (list === undefined) return
      // A division of what needs none takes longer than all the rest.
      const shortened = keySpan === KEY_SPAN ? key : key % keySpan
      list.gathered[list.size] = shortened * span + index
      list.size += 1
      if (list.size === GATHERED) flush(list, number)
    },
    forEachShared(number, take) {
      const list = lists[number]
      if (list !== undefined) forEachRun(sorted(list), span, take)
    },
    close() {
      for (const { file } of lists) file?.close()
    },
  }
}

function forEachRun(pairs: Float64Array, span: number, take: (members: readonly number[]) => void): void {
  const members: number[] = []
  for (let start = 0; start < pairs.length;) {
    const first = pairs[start] ?? 0
    let end = start + 1
    // Most keys are alone, which their distance tells without a division.
    if ((pairs[end] ?? Infinity) - first < span) {
      const key = Math.floor(first / span) * span
      for (; (pairs[end] ?? Infinity) - key < span; end += 1);
      members.length = 0
      for (let place = start; place < end; place += 1) members.push((pairs[place] ?? 0) - key)
      if (members.length > 1) take(members)
    }
    start = end
  }
}

function readInto(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'r')
  try {
    for (let filled = 0; filled < bytes.length;) {
      const read = readSync(file, bytes, filled, bytes.length - filled, filled)
      if (read === 0) throw new Error(`A file of the build ended before byte ${bytes.length}`)
      filled += read
    }
  } finally {
    closeSync(file)
  }
}
