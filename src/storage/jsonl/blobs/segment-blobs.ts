import type { Json, JsonObject } from '../../../core/json.ts'
import type { Encoder } from '../../codec/encoder.ts'
import { detachBlobs } from './detach.ts'
import { createBlobNames } from './names.ts'
import { placeBlob } from './place.ts'
import { placeBlobSync } from './place-sync.ts'

export type SegmentBlobsOptions = {
  readonly dir: string
  /** The segment's id, by which its links are named. */
  readonly id: string
  readonly isDurable: boolean
}

/** The blobs that the lines of one segment name. */
export type SegmentBlobs = {
  /** What is written in place of a record that the codec has encoded. */
  readonly detach: (stored: JsonObject) => JsonObject
  /** True while something that was detached is not in its place. */
  readonly areWaiting: () => boolean
  /** Resolves when all that was detached so far is in its place. Rejects with the error of the operating system. */
  place(): Promise<void>
  /** The same at once, also while `place` is under way. */
  placeSync(): void
}

// Of the process: conversations of all stores begin with the same prompts.
const nameOf = createBlobNames()

export function createSegmentBlobs({ dir, id, isDurable }: SegmentBlobsOptions): SegmentBlobs {
  const known = new Set<string>()
  const waiting = new Map<string, string>()

  function keep(value: Json): string {
    const text = JSON.stringify(value)
    const sha256 = nameOf(text)
    if (!known.has(sha256)) waiting.set(sha256, text)
    known.add(sha256)
    return sha256
  }

  function placed(sha256: string, text: string) {
    return { dir, id, sha256, bytes: Buffer.from(text), isDurable }
  }

  return {
    detach: (stored) => detachBlobs(stored, keep),
    areWaiting: () => waiting.size > 0,
    async place() {
      for (const [sha256, text] of waiting) {
        await placeBlob(placed(sha256, text))
        waiting.delete(sha256)
      }
    },
    placeSync() {
      for (const [sha256, text] of waiting) {
        placeBlobSync(placed(sha256, text))
        waiting.delete(sha256)
      }
    },
  }
}

/** An encoder whose large values go to blobs. */
export function withBlobs(encoder: Encoder, blobs: SegmentBlobs): Encoder {
  return {
    encode(record) {
      const { stored, remember } = encoder.encode(record)
      return { stored: blobs.detach(stored), remember }
    },
  }
}
