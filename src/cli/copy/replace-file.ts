import { randomBytes } from 'node:crypto'
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** Puts a text in the place of a file, for this user only: after a power cut the old or the new one is there, whole. */
export function replaceFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    onDisk(openSync(temporary, NEW, 0o600), (file) => writeFileSync(file, text))
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  }
  // Windows opens no directories.
  if (process.platform !== 'win32') onDisk(openSync(dirname(path), constants.O_RDONLY), () => {})
}

function onDisk(file: number, act: (file: number) => void): void {
  try {
    act(file)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
