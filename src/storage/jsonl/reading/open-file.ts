import { constants, type Stats } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import { field } from '../../../core/field.ts'
import { unreadableError } from '../directory.ts'
import type { LogFile } from '../files.ts'

/** A file of the log, open for reading; it stays whole for its reader, whatever becomes of its name. */
export type OpenFile = {
  readonly file: LogFile
  readonly handle: FileHandle
  /** In bytes, when it was opened. */
  readonly size: number
  readonly identity: string
  readonly modifiedMs: number
}

export type Opening =
  | { readonly state: 'open'; readonly opened: OpenFile }
  /** Renamed, merged or removed since it was listed. */
  | { readonly state: 'gone' }
  | { readonly state: 'refused'; readonly detail: string }

/**
 * Opens a file of the log unless it belongs to another user than this one, root or `owner`, or is a link of such a one,
 * or may not be read.
 *
 * @throws FinetapError `source_unreadable`
 */
export async function openLogFile(file: LogFile, owner: number | undefined): Promise<Opening> {
  try {
    const link = await lstat(file.path)
    if (link.isSymbolicLink() && isForeign(link.uid, owner)) return refused('a symbolic link', link.uid)
    // Not waiting: the name may have become that of a pipe.
    const follow = link.isSymbolicLink() ? 0 : constants.O_NOFOLLOW
    const handle = await open(file.path, constants.O_RDONLY | constants.O_NONBLOCK | follow)
    return await look(file, handle, owner)
  } catch (cause) {
    const code = field(cause, 'code')
    // ELOOP: a link has taken its place just now.
    if (code === 'ENOENT' || code === 'ELOOP') return { state: 'gone' }
    // One such file, as of a maintenance under another user, does not take the others with it.
    if (code === 'EACCES' || code === 'EPERM') return { state: 'refused', detail: 'this user may not read it' }
    throw unreadableError(file.path, cause)
  }
}

async function look(file: LogFile, handle: FileHandle, owner: number | undefined): Promise<Opening> {
  try {
    const stats = await handle.stat()
    const { size, uid, mtimeMs } = stats
    if (!isForeign(uid, owner)) {
      return { state: 'open', opened: { file, handle, size, identity: identityOf(stats), modifiedMs: mtimeMs } }
    }
    await handle.close()
    return refused('a file', uid)
  } catch (cause) {
    await handle.close()
    throw cause
  }
}

/** Changes when a file is written anew under its name, and not when it grows or is renamed. */
export function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`
}

function isForeign(uid: number, owner: number | undefined): boolean {
  return owner !== undefined && uid !== 0 && uid !== owner && uid !== process.getuid?.()
}

function refused(what: string, uid: number): Opening {
  return { state: 'refused', detail: `it is ${what} of another user (${uid}), so it is not read` }
}
