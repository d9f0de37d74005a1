import type { Stats } from 'node:fs'
import { lstat, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'
import { field, textField } from '../../core/field.ts'
import { isLogFile } from './segment-name.ts'

export const IGNORE_ALL = '*\n'

const PASSING = new Set(['EAGAIN', 'EBUSY', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC'])

/**
 * Makes the directory if there is none, for this user only, with a `.gitignore` that keeps all of it out of git. A
 * directory that already holds something gets no `.gitignore`: it may be the root of a project.
 *
 * @throws FinetapError `store_unwritable` or `store_failed`.
 */
export async function ensureDirectory(dir: string): Promise<void> {
  try {
    await refuseForeignLink(dir, 'store_unwritable')
    await makeDirectory(dir)
    if ((await readdir(dir)).length === 0) await writeFile(join(dir, '.gitignore'), IGNORE_ALL, { mode: 0o600 })
  } catch (cause) {
    throw unwritableError(dir, cause)
  }
}

// Not mkdir's own `recursive`: it never returns where the system says of a child of an existing directory that a
// directory above it is missing, as below /proc.
async function makeDirectory(dir: string): Promise<void> {
  if (await isDirectory(dir)) return
  const parent = dirname(dir)
  if (parent !== dir) await makeDirectory(parent)
  try {
    await mkdir(dir, { mode: 0o700 })
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(dir))) throw cause
  }
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

/**
 * The names of the log files in the directory, sorted.
 *
 * @throws FinetapError `log_missing` when there is no directory, `source_unreadable` when it cannot be read.
 */
export async function logFiles(dir: string): Promise<readonly string[]> {
  try {
    await refuseForeignLink(dir, 'source_unreadable')
    const entries = await readdir(dir, { withFileTypes: true })
    const files = entries.filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && isLogFile(entry.name))
    return files.map(({ name }) => name).sort()
  } catch (cause) {
    throw field(cause, 'code') === 'ENOENT' ? missingError(dir, cause) : unreadableError(dir, cause)
  }
}

function missingError(dir: string, cause: unknown): FinetapError {
  return new FinetapError('log_missing', {
    what: `There is no log directory ${dir}`,
    why: 'nothing has been captured into it yet, or it lies elsewhere',
    fix: 'run the app and have one chat, or name the directory that it writes to',
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
