import type { ReadAt, TakeLine } from '../read-at.ts'
import { PARTITIONS, partitionOf } from './spool.ts'
import { keyOf } from './spool-line.ts'

/** Gives the lines of some keys that follow each other, those of a key in the order of the file. */
export type KeyRange = (take: TakeLine) => void

type LinesOfFile = Pick<ReadAt, 'bytes' | 'forEachLine'>

/** Where lines begin and end, in turn. */
type Places = readonly number[]

export type RangeLimits = {
  /** Of the partitions by which keys are told apart. */
  readonly level: number
  /** The most that keys may have which are not told apart. */
  readonly mostBytes: number
  /** Of a range, unless such keys have more. Default 256 KiB: so few conversations that the garbage collector seldom meets them. */
  readonly rangeBytes?: number
}

const RANGE_BYTES = 256 * 1024

/**
 * Divides the lines of a file into ranges of keys, the smallest keys first, without writing them anew.
 *
 * @returns undefined when keys that are not told apart have too much
 */
export function rangesOfKeys(
  file: LinesOfFile,
  { level, mostBytes, rangeBytes = RANGE_BYTES }: RangeLimits,
): readonly KeyRange[] | undefined {
  const ranges: Places[][] = []
  let room = 0
  for (const { places, bytes } of bucketsOf(file, level)) {
    if (bytes > mostBytes) return undefined
    if (bytes > room) {
      ranges.push([])
      room = rangeBytes
    }
    ranges.at(-1)?.push(places)
    room -= bytes
  }
  return ranges.map((range) => (take) => {
    for (const places of range) takeLinesAt(file, places, take)
  })
}

function bucketsOf(file: LinesOfFile, level: number) {
  const buckets = Array.from({ length: PARTITIONS }, () => ({ places: Array<number>(), bytes: 0 }))
  file.forEachLine((line, offset) => {
    const bucket = buckets[partitionOf(keyOf(line), level)]
    if (bucket === undefined) return
    bucket.places.push(offset, offset + line.length)
    bucket.bytes += line.length + 1
  })
  return buckets
}

function takeLinesAt(file: LinesOfFile, places: Places, take: TakeLine): void {
  for (let index = 0; index < places.length; index += 2) {
    const [offset = 0, end = 0] = [places[index], places[index + 1]]
    take(file.bytes({ offset, length: end - offset }), offset)
  }
}
