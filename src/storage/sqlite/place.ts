import { closeSync, constants, lstatSync, openSync, statSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { ensureDirectory } from '../jsonl/directory.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants

export const IN_MEMORY = ':memory:'

/** Which file lies at the place at the moment; undefined where there is none. */
export function fileAt(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}:${found.ino}`
}

/**
 * Makes the file for this user only, and the directories above it. SQLite gives the files that it puts beside a database
 * the mode of the database.
 */
export async function ensureFile(file: string): Promise<void> {
  refuseForeignLink(file, 'store_unwritable')
  if (fileAt(file) !== undefined) return
  await ensureDirectory(dirname(file))
  try {
    closeSync(openSync(file, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, 0o600))
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (field(cause, 'code') !== 'EEXIST' || fileAt(file) === undefined) throw unwritable(file, cause)
  }
}

/** Somebody else's link could lead the log to where they can read it. Links of root are trusted like root is. */
export function refuseForeignLink(file: string, code: FinetapErrorCode): void {
  const found: Stats | undefined = lstatSync(file, { throwIfNoEntry: false })
  const user = process.getuid?.()
  if (found === undefined || user === undefined || !found.isSymbolicLink()) return
  if (found.uid === user || found.uid === 0) return
  throw new FinetapError(code, {
    what: `The database ${file} is a symbolic link of another user (${found.uid})`,
    why: 'whoever owns the link decides where your chats are written',
    fix: 'name the real file, or let the link belong to the user of this process',
  })
}

function unwritable(file: string, cause: unknown): FinetapError {
  return new FinetapError('store_unwritable', {
    what: `The database ${file} cannot be made`,
    why: cause instanceof Error ? cause.message : String(cause),
    fix: 'name a file in a directory that this process may write to',
    cause,
  })
}
