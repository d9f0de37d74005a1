import { constants } from 'node:fs'
import { link, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { textField } from '../../../core/field.ts'
import { BLOBS, foreignFolder, goesOn, MODE, ROUNDS, TEMPORARY, type PlacedBlob } from './layout.ts'

/**
 * Puts a blob in its place for one segment: a hard link to what another segment has, else a new file. Rejects with the
 * error of the operating system.
 */
export async function placeBlob({ dir, id, sha256, bytes, isDurable }: PlacedBlob): Promise<void> {
  const folder = join(dir, BLOBS, sha256)
  for (let round = 1; ; round += 1) {
    try {
      await makeFolders(dir, folder, isDurable)
      if (!(await isThere(folder, id, bytes.length))) await copyOrLink(folder, id, bytes, isDurable)
      if (isDurable) await syncFolder(folder)
      return
    } catch (cause) {
      // Whoever removed the last link meanwhile has taken the folder with it.
      if (round === ROUNDS || textField(cause, 'code') !== 'ENOENT') throw cause
    }
  }
}

async function makeFolders(dir: string, folder: string, isDurable: boolean): Promise<void> {
  const blobs = join(dir, BLOBS)
  await makeFolder(blobs, dir, isDurable)
  const error = foreignFolder(blobs, await lstat(blobs))
  if (error !== undefined) throw error
  await makeFolder(folder, blobs, isDurable)
}

async function makeFolder(folder: string, parent: string, isDurable: boolean): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
    if (isDurable) await syncFolder(parent)
  } catch (cause) {
    if (textField(cause, 'code') !== 'EEXIST') throw cause
  }
}

async function isThere(folder: string, name: string, size: number): Promise<boolean> {
  const found = await lstat(join(folder, name)).catch(() => undefined)
  return found?.isFile() === true && found.size === size
}

async function copyOrLink(folder: string, id: string, bytes: Buffer, isDurable: boolean): Promise<void> {
  for (const other of await readdir(folder)) {
    // One that a power cut has left short is no source.
    if (other.startsWith('.') || !(await isThere(folder, other, bytes.length))) continue
    try {
      await link(join(folder, other), join(folder, id))
      return
    } catch (cause) {
      if (!goesOn(cause)) throw cause
    }
  }
  await write(folder, id, bytes, isDurable)
}

async function write(folder: string, id: string, bytes: Buffer, isDurable: boolean): Promise<void> {
  const temporary = join(folder, `.${id}${TEMPORARY}`)
  await unlink(temporary).catch(() => {})
  const file = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    MODE,
  )
  try {
    await file.writeFile(bytes)
    if (isDurable) await file.datasync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, id))
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
