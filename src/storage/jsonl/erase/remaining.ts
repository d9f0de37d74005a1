import { blobsNamedBy, type BlobValue } from '../blobs/detach.ts'
import { markerLine, type Marker } from '../markers.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { fileLines, type FileLine } from './file-lines.ts'
import { createKeptLines } from './kept-lines.ts'
import { storedLines } from './stored-lines.ts'
import type { Survey } from './survey.ts'

export type RemainingOptions = {
  readonly dir: string
  readonly opened: OpenFile
  readonly blob: (sha256: string) => BlobValue
  readonly survey: Survey
  /** Told of every blob that a line names that was read as a whole, and by which segment. */
  readonly onBlob: (segment: string, sha256: string) => void
}

const LINE_FEED = Buffer.from('\n')
const NONE = Buffer.alloc(0)

type Rest = {
  readonly segment: string
  readonly end: number
  /** What comes in the place of a line: undefined for one that goes. */
  readonly bytes: Buffer | undefined
  readonly lineFeed: Buffer
  /** How long the line was. */
  readonly was: number
}

/**
 * The content of a file without what is unwanted, in pieces that are valid until the next is asked for. Where bytes
 * are missing, a marker keeps the offsets of what follows: a line's end stays where it was, also when it has been
 * encoded anew.
 */
export async function* remainingContent(options: RemainingOptions): AsyncGenerator<Buffer> {
  const { opened, survey } = options
  const isForeign = opened.file.form === 'foreign'
  let merged: Marker['merged']
  let segment: string | undefined
  let expected = 0
  const lines = fileLines({ opened, onMarker: (marker) => (merged ??= marker.merged) })
  for await (const rest of survey.isApart ? verbatim(lines, survey) : readBack(lines, options)) {
    const { bytes, lineFeed, end } = rest
    if (bytes === undefined) {
      // Files that people have put there have no markers: line feeds keep the place.
      if (isForeign) yield Buffer.alloc(rest.was, '\n')
      continue
    }
    const at = Math.max(0, end - bytes.length - lineFeed.length)
    if (!isForeign && (rest.segment !== segment || at !== expected)) {
      yield markerLine({ id: rest.segment, at, ...(segment === undefined && merged !== undefined ? { merged } : {}) })
    }
    segment = rest.segment
    expected = end
    yield bytes
    if (lineFeed.length > 0) yield lineFeed
  }
}

async function* verbatim(lines: AsyncIterable<FileLine>, { unwanted }: Survey): AsyncGenerator<Rest> {
  for await (const { segment, end, offset, isFinished, bytes } of lines) {
    const lineFeed = isFinished ? LINE_FEED : NONE
    const was = bytes.length + lineFeed.length
    yield { segment, end, bytes: unwanted.has(offset) ? undefined : bytes, lineFeed, was }
  }
}

async function* readBack(lines: AsyncIterable<FileLine>, options: RemainingOptions): AsyncGenerator<Rest> {
  const { dir, blob, survey, onBlob } = options
  const kept = createKeptLines(dir, blob)
  for await (const line of storedLines(lines, blob)) {
    const { segment, end, bytes: was } = line
    const { bytes, stored } = survey.unwanted.has(line.offset)
      ? { bytes: undefined, stored: undefined }
      : kept.take(line)
    for (const sha256 of stored === undefined ? [] : blobsNamedBy(stored)) onBlob(segment, sha256)
    yield { segment, end, bytes, lineFeed: NONE, was: was.length }
  }
  await kept.place()
}
