import type { ReadAt, TakeLine } from '../read-at.ts'
import { keyOf, PARTITIONS, partitionOf } from './spool.ts'

/** Gives the lines of some keys that follow each other, those of a key in the order of the file. */
export type KeyRange = (take: TakeLine) => void

type LinesOfFile = Pick<ReadAt, 'bytes' | 'forEachLine'>

/** Where lines begin and end, in turn. */
type Places = readonly number[]

/**
 * Divides the lines of a file into ranges of keys, the smallest keys first, without writing them anew.
 *
 * @param limits `level`: that of the partitions by which keys are told apart. `bytes`: most that a range may have
 * @returns undefined when keys that are not told apart have more
 */
export function rangesOfKeys(
  file: LinesOfFile,
  { level, bytes: most }: { readonly level: number; readonly bytes: number },
): readonly KeyRange[] | undefined {
  const ranges: Places[][] = []
  let used = most
  for (const { places, bytes } of bucketsOf(file, level)) {
    if (bytes > most) return undefined
    if (used + bytes > most) {
      ranges.push([])
      used = 0
    }
    ranges.at(-1)?.push(places)
    used += bytes
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
