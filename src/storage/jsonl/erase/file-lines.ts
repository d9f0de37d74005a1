import { isBlank } from '../reading/decode-line.ts'
import { createLineSplitter, type Line } from '../reading/line-splitter.ts'
import { parseLine } from '../line.ts'
import type { Marker } from '../markers.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import { createSegmentPlace } from '../reading/segment-place.ts'

/** A line of a log file, as it stands there. */
export type FileLine = {
  readonly segment: string
  /** Without its line feed. Valid until the next line is asked for; whoever parses it changes it. */
  readonly bytes: Buffer
  /** Where it begins in the file's content: it is known by that. */
  readonly offset: number
  /** Where it ends in the segment's own bytes. */
  readonly end: number
  /** False for a last line without a line feed. */
  readonly isFinished: boolean
}

export type FileLineOptions = {
  readonly opened: OpenFile
  readonly onMarker?: (marker: Marker) => void
  /** Told when the end of the file cannot be had, as of damaged compressed bytes. Without it, that rejects. */
  readonly onLack?: () => void
}

/** All lines of a file but markers and blank ones. */
export async function* fileLines({
  opened,
  onMarker,
  onLack = failing(opened),
}: FileLineOptions): AsyncGenerator<FileLine> {
  const splitter = createLineSplitter(0)
  const place = createSegmentPlace(opened.file.id)
  let size = 0

  function* take(lines: readonly Line[], isFinished: boolean): Generator<FileLine> {
    for (const line of lines) {
      const { bytes, offset } = line
      const marker = place.markerOn(line)
      if (marker !== undefined) {
        place.follow(marker, line)
        onMarker?.(marker)
        continue
      }
      if (isBlank(bytes)) continue
      const isLostMarker = place.isDue(line) && !parseLine(Buffer.from(bytes)).ok
      yield { segment: place.segment(), bytes, offset, end: place.inSegment(line.end), isFinished }
      if (isLostMarker) place.passDamaged(line)
    }
  }

  for await (const piece of readPieces(opened)) {
    if ('fault' in piece) return onLack()
    size += piece.bytes.length
    yield* take(splitter.lines(piece.bytes), true)
  }
  const rest = splitter.rest()
  if (rest !== undefined) yield* take([rest], false)
  if (place.lackAt(size) > 0) onLack()
}

function failing({ file }: OpenFile): () => void {
  return () => {
    throw new Error(`${file.path} has lost its end`)
  }
}
