import { close, fdatasync, fstatSync, ftruncateSync, rename, unlink } from 'node:fs'
import { dirname } from 'node:path'
import { syncDirectory } from '../sync-directory.ts'

export type Sealing = {
  /** The descriptor of the segment, which is closed. */
  readonly file: number
  readonly openPath: string
  readonly sealedPath: string
  /** Bytes that were acknowledged; with none the file goes. */
  readonly committed: number
  /** Bytes that were written. */
  readonly end: number
}

/**
 * Ends a segment: what was not acknowledged is cut off when this returns, the rest is put on the disk and gets its
 * last name. Never rejects: whatever fails, the file stays readable, and is met as that of a dead writer later.
 *
 * @returns whether the segment is sealed now
 */
export async function seal({ file, openPath, sealedPath, committed, end }: Sealing): Promise<boolean> {
  if (end > committed) cut(file, committed)
  if (committed === 0) {
    await done((back) => close(file, back))
    await done((back) => unlink(openPath, back))
    return false
  }
  // A file that the disk has refused must not look as if it were complete.
  const isSynced = await done((back) => fdatasync(file, back))
  await done((back) => close(file, back))
  if (!isSynced || !(await done((back) => rename(openPath, sealedPath, back)))) return false
  await syncDirectory(dirname(sealedPath)).catch(() => {})
  return true
}

/** Never makes it longer: others may have cut a file that they took away. */
export function cut(file: number, size: number): void {
  try {
    if (fstatSync(file).size > size) ftruncateSync(file, size)
  } catch {
    // Readers tell of a torn tail.
  }
}

function done(call: (back: (error: Error | null) => void) => void): Promise<boolean> {
  return new Promise((resolve) => call((error) => resolve(error === null || error === undefined)))
}
