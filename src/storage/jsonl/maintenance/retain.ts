import { unlink } from 'node:fs/promises'
import * as zlib from 'node:zlib'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { removeBlobsOf } from '../blobs/unlink.ts'
import { createLineSplitter } from '../reading/line-splitter.ts'
import { parseLine } from '../line.ts'
import { markerLine } from '../markers.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import { createSegmentPlace } from '../reading/segment-place.ts'
import type { Job } from './job.ts'
import { findFiles, withOpen, type FoundFile } from './sealed-files.ts'
import { syncDirectory, writeWhole } from './write-file.ts'

/** Removes the oldest sealed files, as far as the retention asks for it. Erasures stay: they hide what others hold. */
export async function removeOld(job: Job): Promise<void> {
  const { ms = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY } = job.limits.retention
  if (ms === Number.POSITIVE_INFINITY && bytes === Number.POSITIVE_INFINITY) return
  const files = await findFiles(job.dir)
  let left = files.reduce((sum, { size }) => sum + size, 0)
  const sealed = files.filter(({ file }) => file.form === 'sealed' || file.form === 'merged')
  for (const found of sealed.toSorted((a, b) => a.modifiedMs - b.modifiedMs)) {
    if (job.now - found.modifiedMs <= ms && left <= bytes) break
    const kept = await remove(found, job)
    left -= found.size - kept
  }
}

/** How many bytes of the file had to stay. */
async function remove(found: FoundFile, job: Job): Promise<number> {
  const { file, size, searched, modifiedMs } = found
  const husk =
    searched.erasures.length === 0 ? undefined : await withOpen(file, undefined, (opened) => huskOf(opened, found))
  if (husk?.isAll === true) return size
  if (husk === undefined) await unlink(file.path)
  else await writeWhole({ path: file.path, content: [husk.bytes], modifiedMs, ...coderOf(found) }, job)
  job.step('old file removed')
  await syncDirectory(job.dir)
  await removeBlobsOf(job.dir, found.segments)
  job.counts.removed += found.segments.length
  job.counts.removedBytes += size - (husk?.bytes.length ?? 0)
  return husk?.bytes.length ?? 0
}

function coderOf({ file }: FoundFile): { readonly compress?: zlib.Gzip | zlib.ZstdCompress } {
  if (file.coding === 'plain') return {}
  return { compress: file.coding === 'gzip' ? zlib.createGzip() : zlib.createZstdCompress() }
}

type Husk = {
  readonly bytes: Buffer
  /** True when there is nothing else in the file. */
  readonly isAll: boolean
}

async function huskOf(opened: OpenFile, { searched, segments }: FoundFile): Promise<Husk> {
  const { file } = opened
  const place = createSegmentPlace(file.id)
  const splitter = createLineSplitter(0)
  const kept: Buffer[] = []
  let isAll = true
  for await (const piece of readPieces(opened)) {
    if ('fault' in piece) break
    for (const line of splitter.lines(piece.bytes)) {
      const marker = place.markerOn(line)
      if (marker !== undefined) place.follow(marker, line)
      else if (isErasure(line.bytes)) {
        kept.push(markerLine({ id: place.segment(), at: place.inSegment(line.offset) }))
        kept.push(Buffer.concat([line.bytes, Buffer.from('\n')]))
      } else isAll = false
    }
  }
  const merged = file.form === 'merged' ? { merged: segments } : {}
  const header = markerLine({ id: file.id, at: 0, ...merged, erasures: searched.erasures.length })
  return { bytes: Buffer.concat([header, ...kept]), isAll }
}

function isErasure(line: Buffer): boolean {
  const parsed = parseLine(Buffer.from(line))
  const upgraded = parsed.ok ? upgradeEvent(parsed.value) : parsed
  return upgraded.ok && upgraded.event.type === 'erasure'
}
