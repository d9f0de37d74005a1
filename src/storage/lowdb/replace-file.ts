import { copyFileSync, constants, linkSync, renameSync, statSync } from 'node:fs'
import { field } from '../../core/field.ts'
import { backupOf, removeQuietly, temporaryName } from './names.ts'

/**
 * What becomes of the backup. `previous`: it is the version that is replaced. `same`: it is the new version too, so that
 * nothing is left of what was removed. `kept`: it stays, because the version that is replaced is damaged.
 */
export type Backup = 'previous' | 'same' | 'kept'

/** Puts the temporary file in the place of the file. At every moment one of file and backup is a whole version. */
export function replaceFile(path: string, temporary: string, backup: Backup, writeAgain: (name: string) => void): void {
  if (backup === 'previous') moveAside(path)
  renameSync(temporary, path)
  if (backup !== 'same') return
  // A copy and no link: an editor that writes into the file would spoil both.
  const copy = temporaryName(path)
  try {
    writeAgain(copy)
    renameSync(copy, backupOf(path))
  } catch (cause) {
    removeQuietly(copy)
    removeQuietly(backupOf(path))
    throw cause
  }
}

function moveAside(path: string): void {
  const copy = temporaryName(path)
  if (!keepUnder(path, copy)) return
  try {
    renameSync(copy, backupOf(path))
  } finally {
    // A rename between two names of one file does nothing: one that was killed here before has left it as the backup too.
    removeQuietly(copy)
  }
}

/** Gives the file a second name, which must be free; false when there is no file. */
export function keepUnder(path: string, name: string): boolean {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false
  try {
    linkSync(path, name)
  } catch (cause) {
    if (field(cause, 'code') === 'EEXIST') throw cause
    // Not every file system has links.
    copyFileSync(path, name, constants.COPYFILE_EXCL)
  }
  return true
}
