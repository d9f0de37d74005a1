import * as fs from 'node:fs'
import { join } from 'node:path'
import { textField } from '../../../core/field.ts'
import { syncDirectorySync } from '../sync-directory.ts'
import { BLOBS, foreignFolder, goesOn, MODE, ROUNDS, SYNC_TEMPORARY, type PlacedBlob } from './layout.ts'

const FLAGS = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW

/** `placeBlob` at once, for the end of the process. That one may be under way, and cut short in the middle. Throws. */
export function placeBlobSync({ dir, id, sha256, bytes, isDurable }: PlacedBlob): void {
  const folder = join(dir, BLOBS, sha256)
  for (let round = 1; ; round += 1) {
    try {
      makeFolders(dir, folder)
      if (!isThere(folder, id, bytes)) copyOrLink(folder, id, bytes)
      if (isDurable) syncAll(dir, folder, id)
      return
    } catch (cause) {
      if (round === ROUNDS || textField(cause, 'code') !== 'ENOENT') throw cause
    }
  }
}

function makeFolders(dir: string, folder: string): void {
  const blobs = join(dir, BLOBS)
  makeFolder(blobs)
  const error = foreignFolder(blobs, fs.lstatSync(blobs))
  if (error !== undefined) throw error
  makeFolder(folder)
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    if (textField(cause, 'code') !== 'EEXIST') throw cause
  }
}

function isThere(folder: string, name: string, bytes: Buffer): boolean {
  const path = join(folder, name)
  const found = fs.lstatSync(path, { throwIfNoEntry: false })
  if (found?.isFile() !== true || found.size !== bytes.length) return false
  try {
    return fs.readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}

function copyOrLink(folder: string, id: string, bytes: Buffer): void {
  for (const other of fs.readdirSync(folder)) {
    if (other === id || other.startsWith('.') || !isThere(folder, other, bytes)) continue
    try {
      fs.linkSync(join(folder, other), join(folder, id))
      return
    } catch (cause) {
      if (!goesOn(cause)) throw cause
    }
  }
  write(folder, id, bytes)
}

function write(folder: string, id: string, bytes: Buffer): void {
  // Not the name that the one under way may be writing to.
  const temporary = join(folder, `.${id}${SYNC_TEMPORARY}`)
  fs.rmSync(temporary, { force: true })
  const file = fs.openSync(temporary, FLAGS, MODE)
  try {
    fs.writeFileSync(file, bytes)
  } finally {
    fs.closeSync(file)
  }
  fs.renameSync(temporary, join(folder, id))
}

function syncAll(dir: string, folder: string, id: string): void {
  const file = fs.openSync(join(folder, id), fs.constants.O_RDWR | fs.constants.O_NOFOLLOW)
  try {
    fs.fdatasyncSync(file)
  } finally {
    fs.closeSync(file)
  }
  for (const changed of [folder, join(dir, BLOBS), dir]) syncDirectorySync(changed)
}
