import { listLog, type LogFile } from '../files.ts'
import { createLineSplitter } from '../reading/line-splitter.ts'
import { openLogFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import { createSegmentPlace } from '../reading/segment-place.ts'
import { blobLinks, idOfLink, type BlobLink } from './unlink.ts'

/**
 * The links that a crash has left: of segments of which there is no file any more, unfinished ones, and folders without
 * any, under an empty name. Where it is not sure what lies in some file, only these.
 */
export async function unlistedLinks(dir: string): Promise<readonly BlobLink[]> {
  // Before the files: a segment that has a link by now has a file.
  const links = await blobLinks(dir)
  const { files } = links.length === 0 ? { files: [] } : await listLog(dir)
  const writers = new Set(files.flatMap(({ id, form }) => (form === 'open' ? [id] : [])))
  const ids = await idsIn(files)
  return links.filter(({ name }) => {
    const id = idOfLink(name)
    return name === '' || (name !== id && !writers.has(id)) || ids?.has(id) === false
  })
}

/** Undefined when there may be others: what people have put there may name the blobs of any segment. */
async function idsIn(files: readonly LogFile[]): Promise<ReadonlySet<string> | undefined> {
  const ids = new Set<string>()
  for (const file of files) {
    if (file.form === 'foreign') return undefined
    ids.add(file.id)
    if (file.form !== 'merged') continue
    const merged = await mergedInto(file)
    if (merged === undefined) return undefined
    for (const id of merged) ids.add(id)
  }
  return ids
}

async function mergedInto(file: LogFile): Promise<readonly string[] | undefined> {
  const opening = await openLogFile(file, undefined)
  if (opening.state !== 'open') return undefined
  const splitter = createLineSplitter(0)
  try {
    for await (const piece of readPieces(opening.opened)) {
      const [first] = 'fault' in piece ? [] : splitter.lines(piece.bytes)
      if (first !== undefined) return createSegmentPlace(file.id).markerOn(first)?.merged
      if ('fault' in piece) return undefined
    }
    return undefined
  } finally {
    await opening.opened.handle.close()
  }
}
