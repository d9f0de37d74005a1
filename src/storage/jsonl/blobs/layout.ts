import type { Stats } from 'node:fs'
import { FinetapError } from '../../../core/errors.ts'
import { textField } from '../../../core/field.ts'

/** The folder of the log in which blobs lie: `blobs/<sha256>/<segment id>`, one link for each segment that names it. */
export const BLOBS = 'blobs'
export const MODE = 0o600
export const TEMPORARY = '.tmp'
export const SYNC_TEMPORARY = '.sync.tmp'
/** How often a race with processes that remove the last link is run. */
export const ROUNDS = 10

const GOES_ON = new Set(['EEXIST', 'EMLINK', 'ENOENT', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EXDEV'])

export type PlacedBlob = {
  /** The directory of the log. */
  readonly dir: string
  /** The segment that names it. */
  readonly id: string
  readonly sha256: string
  readonly bytes: Buffer
  /** Synced to the disk, with its folder. */
  readonly isDurable: boolean
}

/** True when a link failed in a way that leaves a copy to be made: it is gone, has too many, or links do not work here. */
export function goesOn(cause: unknown): boolean {
  return GOES_ON.has(textField(cause, 'code') ?? '')
}

/** Why blobs are not to be written below this path. */
export function foreignFolder(path: string, found: Stats): FinetapError | undefined {
  const user = process.getuid?.()
  if (found.isDirectory() && (user === undefined || user === 0 || found.uid === user)) return undefined
  return new FinetapError('store_unwritable', {
    what: `${path} is no directory of this user`,
    why: 'whoever owns it could read your chats, or lead them elsewhere',
    fix: 'remove it: the next append makes it anew',
  })
}
