import type { Line } from './line-splitter.ts'
import { parseLine } from '../line.ts'
import { isSurelyNoMarker, parseMarker, type Marker } from '../markers.ts'

/** Keeps account of whose lines one reads in a file, and where they stood in their segment. */
export type SegmentPlace = {
  readonly segment: () => string
  /** Where a place in the file lies in the segment, in bytes. */
  readonly inSegment: (offset: number) => number
  /** False for most lines that are no marker. */
  mayBeMarker(line: Line): boolean
  /** True when the marker before says that here is the next one. */
  isDue(line: Line): boolean
  markerOn(line: Line): Marker | undefined
  follow(marker: Marker, line: Line): void
  /** True when this damaged line was a marker: what follows is then told by the marker before it. */
  passDamaged(line: Line): boolean
  /** How many bytes the file lacks at its end, as far as it says. */
  lackAt(size: number): number
}

export function createSegmentPlace(fileId: string): SegmentPlace {
  let segment = fileId
  let shift = 0
  let due: number | undefined
  let next: string | undefined
  let whole = 0

  return {
    segment: () => segment,
    inSegment: (offset) => offset + shift,
    isDue: (line) => line.offset === due && next !== undefined,
    mayBeMarker: (line) => line.offset === due || !isSurelyNoMarker(line.bytes),
    markerOn(line) {
      if (isSurelyNoMarker(line.bytes)) return undefined
      // A line that is none is to be parsed by somebody else, and parsing changes it.
      const parsed = parseLine(Buffer.from(line.bytes))
      return parsed.ok ? parseMarker(parsed.value) : undefined
    },
    follow(marker, line) {
      segment = marker.id
      shift = marker.at - line.end
      due = marker.bytes === undefined ? undefined : line.end + marker.bytes
      next = marker.next
      if (line.offset === 0) whole = line.end + (marker.total ?? 0)
    },
    passDamaged(line) {
      if (line.offset !== due || next === undefined) return false
      segment = next
      shift = -line.end
      due = undefined
      return true
    },
    lackAt: (size) => Math.max(0, whole - size),
  }
}
