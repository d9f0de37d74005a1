import type { Generation } from '../../../core/generation.ts'
import { blobsNamedBy, type BlobValue } from '../blobs/detach.ts'
import type { Marker } from '../markers.ts'
import type { OpenFile } from '../open-file.ts'
import { isUnwanted, type Unwanted } from './remaining.ts'
import { storedLines } from './stored-lines.ts'

export type Survey = {
  /** How many lines are to be removed. */
  readonly unwanted: number
  /** How many of them are generations that count. */
  readonly counted: number
  /** False when the end of the file cannot be had, so that nothing is to be written in its place. */
  readonly isWhole: boolean
  /** The segments in the file, and the blobs that their lines name. */
  readonly segments: ReadonlyMap<string, Set<string>>
}

/** Looks at what a file holds, without changing it. */
export async function surveyFile(
  opened: OpenFile,
  blob: (sha256: string) => BlobValue,
  unwanted: Unwanted,
  counts: (generation: Generation) => boolean,
): Promise<Survey> {
  const segments = new Map<string, Set<string>>([[opened.file.id, new Set()]])
  let found = 0
  let counted = 0
  let isWhole = true
  const onMarker = ({ id, merged = [] }: Marker) => {
    for (const one of [id, ...merged]) enter(segments, one)
  }
  for await (const line of storedLines({ opened, blob, onMarker, onLack: () => (isWhole = false) })) {
    const named = enter(segments, line.segment)
    for (const sha256 of line.parsed === undefined ? [] : blobsNamedBy(line.parsed)) named.add(sha256)
    if (!isUnwanted(line, unwanted)) continue
    found += 1
    if (line.content?.event.type === 'generation' && counts(line.content.event)) counted += 1
  }
  return { unwanted: found, counted, isWhole, segments }
}

function enter(segments: Map<string, Set<string>>, id: string): Set<string> {
  const named = segments.get(id) ?? new Set()
  segments.set(id, named)
  return named
}
