import { write, writeSync } from 'node:fs'

/** Writes all of the bytes at a place of the file, in as many pieces as the system takes. Rejects with its error. */
export async function writeAll(file: number, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await writeSome(file, bytes, done, position + done)
}

/** The same at once. Throws the error of the operating system. */
export function writeAllSync(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const count = writeSync(file, bytes, done, bytes.length - done, position + done)
    if (count === 0) throw takenNone()
    done += count
  }
}

function writeSome(file: number, bytes: Buffer, start: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, bytes, start, bytes.length - start, position, (error, count) => {
      if (error !== null) reject(error)
      else if (count === 0) reject(takenNone())
      else resolve(count)
    })
  })
}

function takenNone(): Error {
  return new Error('the operating system took no bytes')
}
