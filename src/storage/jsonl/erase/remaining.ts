import { blobsNamedBy, type BlobValue } from '../blobs/detach.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { markerLine, type Marker } from '../markers.ts'
import type { OpenFile } from '../open-file.ts'
import { createKeptLines } from './kept-lines.ts'
import type { Needles } from './needles.ts'
import { storedLines, type StoredLine } from './stored-lines.ts'

/** What is to be removed: hidden events, and damaged lines that bear an erased name. */
export type Unwanted = { readonly isErased: (event: LogEvent) => boolean; readonly bearsName: Needles }

export type RemainingOptions = {
  readonly dir: string
  readonly opened: OpenFile
  readonly blob: (sha256: string) => BlobValue
  readonly unwanted: Unwanted
  /** Told of every blob that a line that stays names, and by which segment. */
  readonly onBlob: (segment: string, sha256: string) => void
}

export function isUnwanted({ content, bytes, isDamaged }: StoredLine, { isErased, bearsName }: Unwanted): boolean {
  return content === undefined ? isDamaged && bearsName(bytes) : isErased(content.event)
}

/**
 * The content of a file without what is unwanted. Where bytes are missing, a marker keeps the offsets of what follows:
 * a line's end stays where it was, also when it has been encoded anew.
 */
export async function* remainingContent(options: RemainingOptions): AsyncGenerator<Buffer> {
  const { dir, opened, blob, unwanted, onBlob } = options
  const lines = createKeptLines(dir, blob)
  const isForeign = opened.file.form === 'foreign'
  let merged: Marker['merged']
  let segment: string | undefined
  let expected = 0
  const onMarker = (marker: Marker) => (merged ??= marker.merged)
  for await (const line of storedLines({ opened, blob, onMarker })) {
    if (isUnwanted(line, unwanted)) {
      // Files that people have put there have no markers: line feeds keep the place.
      if (isForeign) yield Buffer.alloc(line.bytes.length, '\n')
      continue
    }
    const { bytes, stored } = lines.take(line)
    for (const sha256 of stored === undefined ? [] : blobsNamedBy(stored)) onBlob(line.segment, sha256)
    const at = Math.max(0, line.end - bytes.length)
    if (!isForeign && (line.segment !== segment || at !== expected)) {
      yield markerLine({ id: line.segment, at, ...(segment === undefined && merged !== undefined ? { merged } : {}) })
    }
    segment = line.segment
    expected = line.end
    yield bytes
  }
  await lines.place()
}
