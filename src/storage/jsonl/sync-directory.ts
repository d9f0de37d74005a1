import { close, closeSync, constants, fsync, fsyncSync, open, openSync } from 'node:fs'

const FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0)
/** There a directory cannot be opened, and names are as durable as the file system makes them. */
const IS_IMPOSSIBLE = process.platform === 'win32'

/** Puts the names in a directory on the disk. Rejects with the error of the operating system. */
export async function syncDirectory(dir: string): Promise<void> {
  if (IS_IMPOSSIBLE) return
  const file = await new Promise<number>((resolve, reject) => {
    open(dir, FLAGS, (error, opened) => (error === null ? resolve(opened) : reject(error)))
  })
  try {
    await new Promise<void>((resolve, reject) => {
      fsync(file, (error) => (error === null ? resolve() : reject(error)))
    })
  } finally {
    close(file)
  }
}

/** The same at once. Throws the error of the operating system. */
export function syncDirectorySync(dir: string): void {
  if (IS_IMPOSSIBLE) return
  const file = openSync(dir, FLAGS)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
