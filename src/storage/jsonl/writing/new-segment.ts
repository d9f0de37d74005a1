import { ensureDirectory } from '../directory.ts'
import { ensureDirectorySync } from '../directory-sync.ts'
import { openSegment, openSegmentSync, type Segment, type SegmentOptions } from './segment.ts'
import { syncDirectory, syncDirectorySync } from '../sync-directory.ts'

/**
 * Makes a segment, and before it the directory if there is none. At the level `disk` its name is on the disk too.
 * Rejects with the error of the operating system, or a FinetapError.
 */
export async function newSegment(options: SegmentOptions): Promise<Segment> {
  const changed = await ensureDirectory(options.dir)
  const opened = await openSegment(options)
  try {
    if (options.durability === 'disk') await Promise.all(changed.map(syncDirectory))
  } catch (error) {
    await opened.seal()
    throw error
  }
  return opened
}

/** The same at once; throws. */
export function newSegmentSync(options: SegmentOptions): Segment {
  const changed = ensureDirectorySync(options.dir)
  const opened = openSegmentSync(options)
  try {
    if (options.durability === 'disk') for (const dir of changed) syncDirectorySync(dir)
  } catch (error) {
    void opened.seal()
    throw error
  }
  return opened
}
