import { constants } from 'node:fs'
import { link, lstat, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { textField } from '../../../core/field.ts'
import { syncDirectory } from '../sync-directory.ts'
import { BLOBS, foreignFolder, goesOn, MODE, ROUNDS, TEMPORARY, type PlacedBlob } from './layout.ts'

/**
 * Puts a blob in its place for one segment: a hard link to what another segment has, else a new file. Rejects with the
 * error of the operating system.
 */
export async function placeBlob({ dir, id, sha256, bytes, isDurable }: PlacedBlob): Promise<void> {
  const folder = join(dir, BLOBS, sha256)
  for (let round = 1; ; round += 1) {
    try {
      await makeFolders(dir, folder)
      if (!(await isThere(folder, id, bytes))) await copyOrLink(folder, id, bytes)
      if (isDurable) await syncAll(dir, folder, id)
      return
    } catch (cause) {
      // Whoever removed the last link meanwhile has taken the folder with it.
      if (round === ROUNDS || textField(cause, 'code') !== 'ENOENT') throw cause
    }
  }
}

async function makeFolders(dir: string, folder: string): Promise<void> {
  const blobs = join(dir, BLOBS)
  await makeFolder(blobs)
  const error = foreignFolder(blobs, await lstat(blobs))
  if (error !== undefined) throw error
  await makeFolder(folder)
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (cause) {
    if (textField(cause, 'code') !== 'EEXIST') throw cause
  }
}

/** Whole: what was not on the disk when the power failed may be of the right size, and empty. */
async function isThere(folder: string, name: string, bytes: Buffer): Promise<boolean> {
  const path = join(folder, name)
  const found = await lstat(path).catch(() => undefined)
  if (found?.isFile() !== true || found.size !== bytes.length) return false
  const content = await readFile(path).catch(() => undefined)
  return content?.equals(bytes) === true
}

async function copyOrLink(folder: string, id: string, bytes: Buffer): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other === id || other.startsWith('.') || !(await isThere(folder, other, bytes))) continue
    try {
      await link(join(folder, other), join(folder, id))
      return
    } catch (cause) {
      if (!goesOn(cause)) throw cause
    }
  }
  await write(folder, id, bytes)
}

async function write(folder: string, id: string, bytes: Buffer): Promise<void> {
  const temporary = join(folder, `.${id}${TEMPORARY}`)
  await unlink(temporary).catch(() => {})
  const file = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    MODE,
  )
  try {
    await file.writeFile(bytes)
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, id))
}

/** Also what others have made: at a lower level they leave it to the system when it comes to the disk. */
async function syncAll(dir: string, folder: string, id: string): Promise<void> {
  const file = await open(join(folder, id), constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
  for (const changed of [folder, join(dir, BLOBS), dir]) await syncDirectory(changed)
}
