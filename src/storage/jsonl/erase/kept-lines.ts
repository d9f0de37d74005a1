import type { JsonObject } from '../../../core/json.ts'
import { createDecoder, type Decoder } from '../../codec/decoder.ts'
import { createEncoder, type Encoder } from '../../codec/encoder.ts'
import { sameJson } from '../../codec/same-json.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'
import { createSegmentBlobs, type SegmentBlobs } from '../blobs/segment-blobs.ts'
import { createLineBuffer } from '../writing/line-buffer.ts'
import type { StoredLine } from './stored-lines.ts'

export type Kept = { readonly bytes: Buffer; readonly stored: JsonObject | undefined }

/** Writes the lines of a log again, of which some have gone: as they were, unless they built on one that has gone. */
export type KeptLines = {
  take(line: StoredLine): Kept
  /** Resolves when the blobs of the lines taken so far are in their places. */
  place(): Promise<void>
}

/** Each line is read again the way readers will read it, so whatever does not come back whole is encoded anew. */
export function createKeptLines(dir: string, blob: (sha256: string) => BlobValue): KeptLines {
  const lines = createLineBuffer()
  const blobsOf = new Map<string, SegmentBlobs>()
  let segment: string | undefined
  let encoder: Encoder = createEncoder()
  let decoder: Decoder = createDecoder()

  function enter(id: string): SegmentBlobs {
    if (id !== segment) {
      segment = id
      encoder = createEncoder()
      decoder = createDecoder()
    }
    const blobs = blobsOf.get(id) ?? createSegmentBlobs({ dir, id, isDurable: true })
    blobsOf.set(id, blobs)
    return blobs
  }

  function comesBack(record: JsonObject, stored: JsonObject): boolean {
    const decoded = decoder.decode(stored)
    return decoded.ok && sameJson(decoded.record, record)
  }

  function remembered(stored: JsonObject): JsonObject {
    decoder.decode(stored)
    return stored
  }

  return {
    take({ segment: id, bytes, content, parsed }) {
      const blobs = enter(id)
      if (content === undefined) return { bytes, stored: parsed }
      const { record, stored } = content
      const encoded = encoder.encode(record)
      encoded.remember()
      const attached = attachBlobs(stored, blob)
      if (attached.ok && comesBack(record, attached.record)) return { bytes, stored }
      const anew = blobs.detach(comesBack(record, encoded.stored) ? encoded.stored : remembered(wholeOf(record)))
      lines.add(anew)
      return { bytes: Buffer.from(lines.take(lines.size())), stored: anew }
    },
    async place() {
      for (const blobs of blobsOf.values()) await blobs.place()
    },
  }
}

/** As the encoder stores a record that builds on none. */
function wholeOf(record: JsonObject): JsonObject {
  return createEncoder().encode(record).stored
}
