import { RECORD_VERSION } from '../../../core/generation.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import { createDecoder, type Decoder } from '../../codec/decoder.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'
import { parseLine } from '../line.ts'
import type { FileLine } from './file-lines.ts'

/** A line of a log file, and the record that it holds. */
export type StoredLine = FileLine & {
  /** A copy, as it stands there, with its line feed. */
  readonly bytes: Buffer
  /** Undefined when it cannot be read. */
  readonly content: { readonly stored: JsonObject; readonly record: JsonObject } | undefined
  /** The line as parsed, also where the record cannot be made whole. */
  readonly parsed: JsonObject | undefined
}

/** The records on the lines of one file, whole. */
export async function* storedLines(
  lines: AsyncIterable<FileLine>,
  blob: (sha256: string) => BlobValue,
): AsyncGenerator<StoredLine> {
  let decoder: Decoder = createDecoder()
  let segment: string | undefined
  for await (const line of lines) {
    if (line.segment !== segment) decoder = createDecoder()
    segment = line.segment
    const bytes = line.isFinished ? Buffer.concat([line.bytes, LINE_FEED]) : Buffer.from(line.bytes)
    yield { ...line, ...decode(line.bytes, decoder, blob), bytes }
  }
}

const LINE_FEED = Buffer.from('\n')

type Read = Pick<StoredLine, 'content' | 'parsed'>

function decode(bytes: Buffer, decoder: Decoder, blob: (sha256: string) => BlobValue): Read {
  const parsed = parseLine(bytes)
  if (!parsed.ok || !isJsonObject(parsed.value)) return { content: undefined, parsed: undefined }
  const stored = parsed.value
  const { v } = stored
  if (typeof v === 'number' && v > RECORD_VERSION) return { content: undefined, parsed: stored }
  const attached = attachBlobs(stored, blob)
  const decoded = attached.ok ? decoder.decode(attached.record) : attached
  return { content: decoded.ok ? { stored, record: decoded.record } : undefined, parsed: stored }
}
