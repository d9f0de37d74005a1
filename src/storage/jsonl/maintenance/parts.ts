import { createLineSplitter } from '../reading/line-splitter.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import { createSegmentPlace } from '../reading/segment-place.ts'

/** Lines of one segment that follow one another in a file. */
export type Part = {
  readonly id: string
  /** Where they lay in the segment's own file. */
  readonly at: number
  /** Where they lie now. */
  readonly start: number
  readonly end: number
}

/** The lines of a plain file but its markers; undefined when it is damaged where a marker should be, or at its end. */
export async function partsOf(opened: OpenFile): Promise<readonly Part[] | undefined> {
  const place = createSegmentPlace(opened.file.id)
  const splitter = createLineSplitter(0)
  const parts: Part[] = []
  let start = 0
  let size = 0

  function endPart(end: number): void {
    if (end > start) parts.push({ id: place.segment(), at: place.inSegment(start), start, end })
  }

  for await (const piece of readPieces(opened)) {
    if ('fault' in piece) return undefined
    size += piece.bytes.length
    for (const line of splitter.lines(piece.bytes)) {
      const marker = place.markerOn(line)
      if (marker === undefined && place.isDue(line)) return undefined
      if (marker === undefined) continue
      endPart(line.offset)
      place.follow(marker, line)
      start = line.end
    }
  }
  if (splitter.rest() !== undefined || place.lackAt(size) > 0) return undefined
  endPart(size)
  return parts
}
