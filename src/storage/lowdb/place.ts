import { lstatSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'

/** The absolute path of a document. A link of this user is followed: a document is replaced, and the link stays one. */
export function documentPath(file: string): string {
  try {
    const path = resolve(file)
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found?.isSymbolicLink() === true && !isForeign(found.uid) ? realpathSync(path) : path
  } catch {
    // What is wrong with it is told when it is read or written.
    return file
  }
}

/** @throws FinetapError `code` when it is anything but a file, or nothing yet. */
export function refuseOddPlace(path: string, code: FinetapErrorCode): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isFile()) return
  if (found.isSymbolicLink() && isForeign(found.uid)) {
    throw refused(code, `${path} is a symbolic link of another user (${found.uid})`, 'it may lead anywhere')
  }
  throw refused(code, `${path} is not a file`, 'a document is kept in a file of its own')
}

/** @throws FinetapError `store_unwritable` when the file belongs to somebody else, who would lose it to this user. */
export function refuseForeignFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  const user = process.getuid?.()
  if (found === undefined || user === undefined || found.uid === user) return
  const why = 'replacing it would make it a file of this user'
  throw refused('store_unwritable', `${path} belongs to another user (${found.uid})`, why)
}

/** Makes the directory of a file if there is none: for this user only, and kept out of git. */
export function ensureDirectoryOf(path: string): void {
  const dir = dirname(path)
  if (makeDirectory(dir)) writeFileSync(join(dir, '.gitignore'), '*\n', { mode: 0o600 })
}

// Not mkdir's own `recursive`: it never returns where the system says of a child of an existing directory that a
// directory above it is missing, as below /proc.
function makeDirectory(dir: string): boolean {
  if (isDirectory(dir)) return false
  const parent = dirname(dir)
  if (parent !== dir) makeDirectory(parent)
  try {
    mkdirSync(dir, { mode: 0o700 })
    return true
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (!isDirectory(dir)) throw cause
    return false
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Links of root are trusted like root is. */
function isForeign(uid: number): boolean {
  const user = process.getuid?.()
  return user !== undefined && uid !== user && uid !== 0
}

function refused(code: FinetapErrorCode, what: string, why: string): FinetapError {
  return new FinetapError(code, { what, why, fix: 'name a file of your own, in a directory of your own' })
}
