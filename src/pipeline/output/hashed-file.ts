import { createHash, hash as hashOf } from 'node:crypto'
import { createAppendFile } from '../append-file.ts'

/** What can be said of a finished file, to check it again later. */
export type FileFacts = { readonly bytes: number; readonly sha256: string }

/** The facts of a file that holds this text. */
export function factsOfText(text: string): FileFacts {
  return { bytes: Buffer.byteLength(text), sha256: hashOf('sha256', text, 'hex') }
}

/** A new file of a dataset; its mode is what the process gives to new files. */
export type HashedFile = {
  readonly append: (text: string | Uint8Array) => void
  /** Ends the file; the disk holds it when this returns. */
  readonly finish: () => FileFacts
  /** Lets go of an unfinished file. */
  readonly abandon: () => void
}

export function createHashedFile(path: string): HashedFile {
  const hash = createHash('sha256')
  const file = createAppendFile(path, { mode: 0o666, onWrite: (bytes) => hash.update(bytes) })
  let open = true

  function close(durable: boolean): void {
    if (!open) return
    open = false
    file.close({ durable })
  }

  return {
    append: file.append,
    finish() {
      close(true)
      return { bytes: file.bytes(), sha256: hash.digest('hex') }
    },
    abandon: () => close(false),
  }
}
