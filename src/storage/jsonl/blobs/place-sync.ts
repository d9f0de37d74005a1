import * as fs from 'node:fs'
import { join } from 'node:path'
import { textField } from '../../../core/field.ts'
import { BLOBS, foreignFolder, goesOn, MODE, ROUNDS, SYNC_TEMPORARY, type PlacedBlob } from './layout.ts'

const FLAGS = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW

/** `placeBlob` at once, for the end of the process. That one may be under way, and cut short in the middle. Throws. */
export function placeBlobSync({ dir, id, sha256, bytes, isDurable }: PlacedBlob): void {
  const folder = join(dir, BLOBS, sha256)
  for (let round = 1; ; round += 1) {
    try {
      makeFolders(dir, folder, isDurable)
      if (!isThere(folder, id, bytes.length)) copyOrLink(folder, id, bytes, isDurable)
      if (isDurable) syncFolder(folder)
      return
    } catch (cause) {
      if (round === ROUNDS || textField(cause, 'code') !== 'ENOENT') throw cause
    }
  }
}

function makeFolders(dir: string, folder: string, isDurable: boolean): void {
  const blobs = join(dir, BLOBS)
  makeFolder(blobs, dir, isDurable)
  const error = foreignFolder(blobs, fs.lstatSync(blobs))
  if (error !== undefined) throw error
  makeFolder(folder, blobs, isDurable)
}

function makeFolder(folder: string, parent: string, isDurable: boolean): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
    if (isDurable) syncFolder(parent)
  } catch (cause) {
    if (textField(cause, 'code') !== 'EEXIST') throw cause
  }
}

function isThere(folder: string, name: string, size: number): boolean {
  const found = fs.lstatSync(join(folder, name), { throwIfNoEntry: false })
  return found?.isFile() === true && found.size === size
}

function copyOrLink(folder: string, id: string, bytes: Buffer, isDurable: boolean): void {
  for (const other of fs.readdirSync(folder)) {
    if (other.startsWith('.') || !isThere(folder, other, bytes.length)) continue
    try {
      fs.linkSync(join(folder, other), join(folder, id))
      return
    } catch (cause) {
      if (!goesOn(cause)) throw cause
    }
  }
  write(folder, id, bytes, isDurable)
}

function write(folder: string, id: string, bytes: Buffer, isDurable: boolean): void {
  // Not the name that the one under way may be writing to.
  const temporary = join(folder, `.${id}${SYNC_TEMPORARY}`)
  fs.rmSync(temporary, { force: true })
  const file = fs.openSync(temporary, FLAGS, MODE)
  try {
    fs.writeFileSync(file, bytes)
    if (isDurable) fs.fdatasyncSync(file)
  } finally {
    fs.closeSync(file)
  }
  fs.renameSync(temporary, join(folder, id))
}

function syncFolder(path: string): void {
  const folder = fs.openSync(path, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}
