import { RECORD_VERSION } from '../../../core/generation.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { createDecoder, type Decoder } from '../../codec/decoder.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'
import { createLineSplitter, type Line } from '../line-splitter.ts'
import { parseLine } from '../line.ts'
import { isSurelyNoMarker, parseMarker, type Marker } from '../markers.ts'
import type { OpenFile } from '../open-file.ts'
import { readPieces } from '../pieces.ts'

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
}

/** All lines of a file but markers and blank ones. Rejects where compressed bytes are damaged. */
export async function* storedLines({ opened, blob, onMarker }: StoredLineOptions): AsyncGenerator<StoredLine> {
  const splitter = createLineSplitter(0)
  let segment = opened.file.id
  let shift = 0
  let decoder: Decoder = createDecoder()

  function* take(lines: readonly Line[], isFinished: boolean): Generator<StoredLine> {
    for (const line of lines) {
      const marker = isSurelyNoMarker(line.bytes) ? undefined : markerOn(line.bytes)
      if (marker !== undefined) {
        if (marker.id !== segment) decoder = createDecoder()
        segment = marker.id
        shift = marker.at - line.end
        onMarker?.(marker)
        continue
      }
      if (line.bytes.length < 4 && line.bytes.toString('latin1').trim() === '') continue
      const bytes = isFinished ? Buffer.concat([line.bytes, LINE_FEED]) : Buffer.from(line.bytes)
      yield { segment, bytes, end: line.end + shift, isFinished, ...decode(line.bytes, decoder, blob) }
    }
  }

  for await (const piece of readPieces(opened)) {
    if ('fault' in piece) throw new Error(piece.fault.detail)
    yield* take(splitter.lines(piece.bytes), true)
  }
  const rest = splitter.rest()
  if (rest !== undefined) yield* take([rest], false)
}

const LINE_FEED = Buffer.from('\n')

function markerOn(bytes: Buffer): Marker | undefined {
  const parsed = parseLine(Buffer.from(bytes))
  return parsed.ok ? parseMarker(parsed.value) : undefined
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
