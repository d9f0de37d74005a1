import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createAppendFile, type AppendFile } from '../append-file.ts'
import { forEachSpoolLine, keyOf, withLineFeed } from './spool-line.ts'

const PARTITION_BITS = 6
const DIGITS_OF_TWO_LEVELS = 3

/** Bytes of a partition that is folded at once; what it takes in memory is a small multiple of this. */
export const PARTITION_BYTES: number = 8 * 1024 * 1024

/** Lines on disk, each under a key of `digest`; all lines of a key lie in one partition. */
export type Spool = {
  /** `line` starts with one letter and the key, and ends with a line feed. */
  readonly write: (key: string, line: string | Uint8Array) => void
  readonly close: () => readonly Partition[]
}

export type Partition = {
  readonly path: string
  readonly bytes: number
  readonly level: number
  /** All lines have the same key, so the partition cannot be divided further. */
  readonly undividable: boolean
}

type Part = { readonly file: AppendFile; readonly firstKey: string; mixed: boolean }

/** A spool of less is one partition: a small log needs no 64 files. */
const SMALL_BYTES = 512 * 1024
const NOT_DIVIDED = -1

/**
 * Opens a spool of 64 partitions by the leading bits of the key, so partitions in order are keys in order. At the next
 * level the following bits count. What is small stays one partition.
 */
export function createSpool(directory: string, level = 0, smallBytes: number = SMALL_BYTES): Spool {
  const parts = new Map<number, Part>()
  let whole = smallBytes > 0
  let latest: { readonly key: string; readonly part: Part } | undefined

  function write(key: string, line: string | Uint8Array): void {
    if (whole && (parts.get(NOT_DIVIDED)?.file.bytes() ?? 0) >= smallBytes) spread()
    // What a call says comes in one go.
    if (latest?.key !== key) latest = { key, part: partFor(key) }
    latest.part.file.append(line)
  }

  function partFor(key: string): Part {
    const index = whole ? NOT_DIVIDED : partitionOf(key, level)
    let part = parts.get(index)
    if (part === undefined) {
      const file = createAppendFile(join(directory, `level-${level}-part-${whole ? 'all' : index}`))
      part = { file, firstKey: key, mixed: false }
      parts.set(index, part)
    }
    part.mixed ||= part.firstKey !== key
    return part
  }

  function spread(): void {
    const small = parts.get(NOT_DIVIDED)
    whole = false
    latest = undefined
    if (small === undefined) return
    parts.delete(NOT_DIVIDED)
    small.file.close()
    forEachSpoolLine(small.file.path, (line) => write(keyOf(line), withLineFeed(line)))
    rmSync(small.file.path)
  }

  return {
    write,
    close() {
      const inOrder = [...parts].sort(([a], [b]) => a - b)
      return inOrder.map(([index, { file, mixed }]) => {
        file.close()
        const reached = index === NOT_DIVIDED ? level - 1 : level
        return { path: file.path, bytes: file.bytes(), level: reached, undividable: !mixed }
      })
    },
  }
}

/** Among how many partitions of a level the lines are divided. */
export const PARTITIONS: number = 2 ** PARTITION_BITS

/** Which partition of a level a key belongs to. */
export function partitionOf(key: string, level: number): number {
  const start = Math.floor(level / 2) * DIGITS_OF_TWO_LEVELS
  const bits = Number.parseInt(key.slice(start, start + DIGITS_OF_TWO_LEVELS), 16)
  return level % 2 === 0 ? bits >> PARTITION_BITS : bits & (PARTITIONS - 1)
}

/**
 * The partitions in the order of their keys, each small enough to be folded at once: larger ones are divided again.
 * The caller is done with a partition when it asks for the next, and its file is removed.
 */
export function* inFoldableSize(
  partitions: readonly Partition[],
  directory: string,
  partitionBytes: number = PARTITION_BYTES,
): Generator<Partition> {
  for (const partition of partitions) {
    if (partition.bytes <= partitionBytes || partition.undividable) yield partition
    else yield* inFoldableSize(divide(partition, directory), directory, partitionBytes)
    rmSync(partition.path, { force: true })
  }
}

function divide(partition: Partition, directory: string): readonly Partition[] {
  const spool = createSpool(directory, partition.level + 1, 0)
  try {
    forEachSpoolLine(partition.path, (line) => spool.write(keyOf(line), withLineFeed(line)))
  } catch (error) {
    spool.close()
    throw error
  }
  // Its lines lie in the new partitions now, and the disk may be as small as the log.
  rmSync(partition.path, { force: true })
  return spool.close()
}
