import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { markerLine, type Marker } from '../markers.ts'
import { openLogFile, type OpenFile } from '../reading/open-file.ts'
import { groupsOf } from './groups.ts'
import type { Job } from './job.ts'
import { partsOf, type Part } from './parts.ts'
import { findFiles, type FoundFile } from './sealed-files.ts'
import { pieces } from './seal-orphans.ts'
import { syncDirectory, writeWhole } from './write-file.ts'

type SourcePart = Part & { readonly opened: OpenFile }

/** Puts small sealed files together into few, verbatim. */
export async function mergeSmall(job: Job): Promise<void> {
  for (const group of groupsOf(await findFiles(job.dir), job.limits)) await mergeGroup(group, job)
}

async function mergeGroup(group: readonly FoundFile[], job: Job): Promise<void> {
  const all: OpenFile[] = []
  try {
    const parts: SourcePart[] = []
    for (const { file } of group) {
      const opening = await openLogFile(file, undefined)
      if (opening.state !== 'open') return
      all.push(opening.opened)
      const own = await partsOf(opening.opened)
      // Left as it is, and so are its neighbours, whose order it is part of.
      if (own === undefined) return
      parts.push(...own.map((part) => ({ ...part, opened: opening.opened })))
    }
    await write(group, parts, job)
  } finally {
    for (const { handle } of all) await handle.close()
  }
}

async function write(group: readonly FoundFile[], parts: readonly SourcePart[], job: Job): Promise<void> {
  const segments = group.flatMap((found) => found.segments).sort()
  const [first] = segments
  if (first === undefined) return
  const name = `${first}.merged.jsonl`
  const content = contentOf(first, {
    segments,
    erasures: group.reduce((sum, { searched }) => sum + searched.erasures.length, 0),
    // Those of one segment stay in their order.
    parts: parts.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  })
  const modifiedMs = Math.max(...group.map((found) => found.modifiedMs))
  await writeWhole({ path: join(job.dir, name), content, modifiedMs }, job)
  for (const { file } of group) {
    if (file.name === name) continue
    await unlink(file.path)
    job.step('merged file removed')
  }
  await syncDirectory(job.dir)
  job.counts.merged += group.length
  job.counts.mergedInto += 1
}

type Content = {
  readonly segments: readonly string[]
  readonly erasures: number
  readonly parts: readonly SourcePart[]
}

async function* contentOf(first: string, { segments, erasures, parts }: Content): AsyncGenerator<Buffer> {
  const markers = parts.map((part, index) => markerOf(part, parts[index + 1]))
  const later = markers.slice(1).map(markerLine)
  const total = later.reduce((sum, line) => sum + line.length, 0) + parts.reduce((sum, part) => sum + lengthOf(part), 0)
  yield markerLine({ ...(markers[0] ?? { id: first, at: 0 }), merged: segments, erasures, total })
  for (const [index, { opened, start, end }] of parts.entries()) {
    const marker = later[index - 1]
    if (marker !== undefined) yield marker
    yield* pieces(opened.handle, start, end)
  }
}

function markerOf(part: SourcePart, next: SourcePart | undefined): Marker {
  const following = next !== undefined && next.at === 0 ? { next: next.id } : {}
  return { id: part.id, at: part.at, bytes: lengthOf(part), ...following }
}

function lengthOf({ start, end }: Part): number {
  return end - start
}
