import type { Stats } from 'node:fs'
import { lstat, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'
import { field, textField } from '../../core/field.ts'

export const IGNORE_ALL = '*\n'

const PASSING = new Set(['EAGAIN', 'EBUSY', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC'])

/**
 * Makes the directory if there is none, for this user only, with a `.gitignore` that keeps all of it out of git. A
 * directory that already holds something gets no `.gitignore`: it may be the root of a project.
 *
 * @returns the directory, and those in which one had to be made: what is to be put on the disk after a file was added
 * @throws FinetapError `store_unwritable` or `store_failed`.
 */
export async function ensureDirectory(dir: string): Promise<readonly string[]> {
  try {
    await refuseForeignLink(dir, 'store_unwritable')
    const changed = await makeDirectory(dir)
    if ((await readdir(dir)).length === 0) await writeFile(join(dir, '.gitignore'), IGNORE_ALL, { mode: 0o600 })
    return [dir, ...changed]
  } catch (cause) {
    throw unwritableError(dir, cause)
  }
}

// Not mkdir's own `recursive`: it never returns where the system says of a child of an existing directory that a
// directory above it is missing, as below /proc.
async function makeDirectory(dir: string): Promise<readonly string[]> {
  if (await isDirectory(dir)) return []
  const parent = dirname(dir)
  const changed = parent === dir ? [] : await makeDirectory(parent)
  try {
    await mkdir(dir, { mode: 0o700 })
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(dir))) throw cause
  }
  return [parent, ...changed]
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() === true
}

/** What opening a segment failed with. A full disk may pass, so it is `store_failed`; the rest is `store_unwritable`. */
export function unwritableError(dir: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const code = textField(cause, 'code') ?? ''
  if (PASSING.has(code)) {
    const what = `The log directory ${dir} cannot be written to at the moment`
    return new FinetapError('store_failed', { what, why: reasonOf(cause), fix: 'mend what the reason names', cause })
  }
  const isFile = code === 'ENOTDIR' || code === 'EEXIST'
  return new FinetapError('store_unwritable', {
    what: `The log directory ${dir} cannot be written to`,
    why: isFile ? `it, or a directory above it, is a file (${code})` : reasonOf(cause),
    fix: 'name a directory that this process may create and write to, such as ./.finetap, or set FINETAP_DIR',
    cause,
  })
}

/** What a write to a segment that was open failed with. */
export function writeFailure(dir: string, cause: unknown): FinetapError {
  return new FinetapError('store_failed', {
    what: `Writing to the log in ${dir} failed; nothing of this call was kept`,
    why: reasonOf(cause),
    fix: 'mend what the reason names, such as a full disk: the next append starts a new segment',
    cause,
  })
}

/** What opening or reading a file or directory of the log failed with. */
export function unreadableError(path: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  return new FinetapError('source_unreadable', {
    what: `The log ${path} cannot be read`,
    why: field(cause, 'code') === 'ENOTDIR' ? 'it is a file, and a log is a directory of segments' : reasonOf(cause),
    fix: 'name the directory that holds the segments, and run as a user that may read it',
    cause,
  })
}

async function refuseForeignLink(dir: string, code: FinetapErrorCode): Promise<void> {
  refuseForeign(dir, code, await lstat(dir).catch(() => undefined))
}

/** Somebody else's link could lead the log to where they can read it. Links of root are trusted like root is. */
export function refuseForeign(dir: string, code: FinetapErrorCode, found: Stats | undefined): void {
  const user = process.getuid?.()
  if (found === undefined || user === undefined || !found.isSymbolicLink()) return
  if (found.uid === user || found.uid === 0) return
  throw new FinetapError(code, {
    what: `The log directory ${dir} is a symbolic link of another user (${found.uid})`,
    why: 'whoever owns the link decides where your chats are written',
    fix: 'name the real directory, or let the link belong to the user of this process',
  })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
