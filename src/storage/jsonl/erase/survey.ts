import type { Generation } from '../../../core/generation.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { blobsNamedBy, type BlobValue } from '../blobs/detach.ts'
import type { Marker } from '../markers.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { createChainCheck } from './chain-check.ts'
import { fileLines } from './file-lines.ts'
import { labelledOn, type Labelled } from './labelled.ts'
import type { Needles } from './needles.ts'

/** What is to be removed: hidden events, and damaged lines that bear an erased name. */
export type Unwanted = { readonly isErased: (event: LogEvent) => boolean; readonly bearsName: Needles }

type Blobs = ReadonlyMap<string, ReadonlySet<string>>

export type Survey = {
  /** The offsets of the lines that are to be removed. */
  readonly unwanted: ReadonlySet<number>
  /** How many of them are generations that count. */
  readonly counted: number
  /** False when the end of the file cannot be had, so that nothing is to be written in its place. */
  readonly isWhole: boolean
  /** The segments in the file, and the blobs that their lines name. */
  readonly segments: Blobs
  /** The same of the lines that stay. */
  readonly kept: Blobs
  /** True when readers get back the lines that stay as they are. */
  readonly isApart: boolean
}

/** Looks at what a file holds, without changing it. */
export async function surveyFile(
  opened: OpenFile,
  blob: (sha256: string) => BlobValue,
  { isErased, bearsName }: Unwanted,
  counts: (generation: Generation) => boolean,
): Promise<Survey> {
  const segments = new Map<string, Set<string>>([[opened.file.id, new Set()]])
  const kept = new Map<string, Set<string>>([[opened.file.id, new Set()]])
  const unwanted = new Set<number>()
  const chains = createChainCheck()
  let counted = 0
  let isWhole = true
  const onMarker = ({ id, merged = [] }: Marker) => {
    for (const one of [id, ...merged]) for (const all of [segments, kept]) enter(all, one)
  }
  const isUnwanted = ({ event, isDamaged }: Labelled, bytes: Buffer) =>
    event === undefined ? isDamaged && bearsName(bytes) : isErased(event)

  for await (const { segment, bytes, offset } of fileLines({ opened, onMarker, onLack: () => (isWhole = false) })) {
    const line = labelledOn(bytes, blob)
    const goes = isUnwanted(line, bytes)
    for (const all of goes ? [segments] : [segments, kept]) {
      const named = enter(all, segment)
      for (const sha256 of line.stored === undefined ? [] : blobsNamedBy(line.stored)) named.add(sha256)
    }
    if (line.stored !== undefined) chains.take(segment, line.stored, goes)
    if (!goes) continue
    unwanted.add(offset)
    if (line.event?.type === 'generation' && counts(line.event)) counted += 1
  }
  return { unwanted, counted, isWhole, segments, kept, isApart: chains.areApart() }
}

function enter(segments: Map<string, Set<string>>, id: string): Set<string> {
  const named = segments.get(id) ?? new Set()
  segments.set(id, named)
  return named
}
