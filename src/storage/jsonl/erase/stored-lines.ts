import { RECORD_VERSION } from '../../../core/generation.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { createDecoder, type Decoder } from '../../codec/decoder.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'
import { createLineSplitter, type Line } from '../line-splitter.ts'
import { isBlank } from '../decode-line.ts'
import { parseLine } from '../line.ts'
import type { Marker } from '../markers.ts'
import type { OpenFile } from '../open-file.ts'
import { readPieces } from '../pieces.ts'
import { createSegmentPlace } from '../segment-place.ts'

/** A line of a log file, and the record that it holds. */
export type StoredLine = {
  readonly segment: string
  /** As it stands there, with its line feed. */
  readonly bytes: Buffer
  /** Where it ends in the segment's own bytes. */
  readonly end: number
  /** False for a last line without a line feed. */
  readonly isFinished: boolean
  /** Undefined when it cannot be read. */
  readonly content: { readonly stored: JsonObject; readonly record: JsonObject; readonly event: LogEvent } | undefined
  /** The line as parsed, also where the record cannot be made whole. */
  readonly parsed: JsonObject | undefined
  /** True for what was damaged; false for what a later version may read. */
  readonly isDamaged: boolean
}

export type StoredLineOptions = {
  readonly opened: OpenFile
  readonly blob: (sha256: string) => BlobValue
  readonly onMarker?: (marker: Marker) => void
  /** Told when the end of the file cannot be had, as of damaged compressed bytes. Without it, that rejects. */
  readonly onLack?: () => void
}

/** All lines of a file but markers and blank ones. */
export async function* storedLines(options: StoredLineOptions): AsyncGenerator<StoredLine> {
  const { opened, blob, onMarker, onLack = failing(opened) } = options
  const splitter = createLineSplitter(0)
  const place = createSegmentPlace(opened.file.id)
  let decoder: Decoder = createDecoder()
  let size = 0

  function* take(lines: readonly Line[], isFinished: boolean): Generator<StoredLine> {
    for (const line of lines) {
      const segment = place.segment()
      const end = place.inSegment(line.end)
      const marker = place.markerOn(line)
      if (marker !== undefined) {
        place.follow(marker, line)
        onMarker?.(marker)
      } else if (!isBlank(line.bytes)) {
        const bytes = isFinished ? Buffer.concat([line.bytes, LINE_FEED]) : Buffer.from(line.bytes)
        const read = decode(line.bytes, decoder, blob)
        yield { segment, bytes, end, isFinished, ...read }
        if (read.parsed === undefined) place.passDamaged(line)
      }
      if (place.segment() !== segment) decoder = createDecoder()
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

const LINE_FEED = Buffer.from('\n')

function failing({ file }: OpenFile): () => void {
  return () => {
    throw new Error(`${file.path} has lost its end`)
  }
}

type Read = Pick<StoredLine, 'content' | 'parsed' | 'isDamaged'>

function decode(bytes: Buffer, decoder: Decoder, blob: (sha256: string) => BlobValue): Read {
  const parsed = parseLine(bytes)
  if (!parsed.ok || !isJsonObject(parsed.value)) return { content: undefined, parsed: undefined, isDamaged: true }
  const stored = parsed.value
  const { v } = stored
  if (typeof v === 'number' && v > RECORD_VERSION) return { content: undefined, parsed: stored, isDamaged: false }
  const attached = attachBlobs(stored, blob)
  const decoded = attached.ok ? decoder.decode(attached.record) : attached
  const upgraded = decoded.ok ? upgradeEvent(decoded.record) : undefined
  if (!decoded.ok || upgraded?.ok !== true) return { content: undefined, parsed: stored, isDamaged: true }
  return { content: { stored, record: decoded.record, event: upgraded.event }, parsed: stored, isDamaged: false }
}
