import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstatSync,
  fsync,
  fsyncSync,
  open,
  openSync,
  readFileSync,
  stat,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { field } from '../../core/field.ts'
import { writeAll, writeAllSync } from '../jsonl/writing/write-all.ts'
import { removeQuietly, temporaryName } from './names.ts'
import { replaceFile, type Backup } from './replace-file.ts'

/** Tells two versions of a file apart, also when they have the same length. */
export type Fingerprint = string

export type Snapshot = { readonly bytes: Buffer; readonly fingerprint: Fingerprint }

/** A new version of a file, on its way. */
export type Version = {
  readonly bytes: Buffer
  readonly backup: Backup
  /**
   * Asked at the last moment, when the bytes are on disk under another name: false gives the version up, an error too.
   * What it finds still holds when the file is replaced.
   */
  readonly isWanted: () => boolean
  /** Called when the file has been replaced; a power cut may still undo it. */
  readonly onReplaced: (fingerprint: Fingerprint) => void
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)
const MAX_BYTES = 256 * 1_024 * 1_024

/** The file as it is now; undefined when there is none. */
export function readSnapshot(path: string): Snapshot | undefined {
  let file: number
  try {
    file = openSync(path, READ)
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return undefined
    throw cause
  }
  try {
    if (fstatSync(file).size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`)
    return { bytes: readFileSync(file), fingerprint: fingerprintOf(file) }
  } finally {
    closeSync(file)
  }
}

/** Replaces the file by a new version: resolves when that will survive a power cut. Until then the old one is there. */
export async function writeVersion(path: string, version: Version): Promise<void> {
  const temporary = temporaryName(path)
  try {
    const file = await promisify(open)(temporary, NEW, 0o600)
    let fingerprint: Fingerprint
    try {
      await writeAll(file, version.bytes, 0)
      await promisify(fsync)(file)
      fingerprint = fingerprintOf(file)
    } finally {
      await promisify(close)(file)
    }
    if (!commit(path, temporary, fingerprint, version)) return
  } catch (cause) {
    removeQuietly(temporary)
    throw cause
  }
  await syncDirectory(dirname(path))
}

/** `writeVersion` at once, for the end of the process. */
export function writeVersionSync(path: string, version: Version): void {
  const temporary = temporaryName(path)
  try {
    const fingerprint = writeNewSync(temporary, version.bytes)
    if (!commit(path, temporary, fingerprint, version)) return
  } catch (cause) {
    removeQuietly(temporary)
    throw cause
  }
  syncDirectorySync(dirname(path))
}

/** In one go: nothing of this process can come between the last look and the replacing. */
function commit(path: string, temporary: string, fingerprint: Fingerprint, version: Version): boolean {
  if (!version.isWanted()) {
    removeQuietly(temporary)
    return false
  }
  replaceFile(path, temporary, version.backup, (name) => void writeNewSync(name, version.bytes))
  version.onReplaced(fingerprint)
  return true
}

/** Makes a file that was not there, for this user only, and brings it onto the disk. */
function writeNewSync(path: string, bytes: Buffer): Fingerprint {
  const file = openSync(path, NEW, 0o600)
  try {
    writeAllSync(file, bytes, 0)
    fsyncSync(file)
    return fingerprintOf(file)
  } finally {
    closeSync(file)
  }
}

function fingerprintOf(file: number): Fingerprint {
  return printOf(fstatSync(file, { bigint: true }))
}

/** Undefined when there is no file. */
export function currentFingerprint(path: string): Fingerprint | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : printOf(found)
}

/** `currentFingerprint` that leaves the process its turn: a tail that reads in a loop must not starve the writer. */
export async function askFingerprint(path: string): Promise<Fingerprint | undefined> {
  try {
    return printOf(await promisify(stat)(path, { bigint: true }))
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return undefined
    throw cause
  }
}

function printOf({ dev, ino, size, mtimeNs }: BigIntStats): Fingerprint {
  return [dev, ino, size, mtimeNs].join(':')
}

async function syncDirectory(dir: string): Promise<void> {
  // Windows opens no directories.
  if (process.platform === 'win32') return
  const file = await promisify(open)(dir, constants.O_RDONLY, 0)
  try {
    await promisify(fsync)(file)
  } finally {
    await promisify(close)(file)
  }
}

function syncDirectorySync(dir: string): void {
  if (process.platform === 'win32') return
  const file = openSync(dir, constants.O_RDONLY)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
