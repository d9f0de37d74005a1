import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

const BUFFER_BYTES = 64 * 1024

/** A file that only grows. Writes are gathered outside the JavaScript heap, 64 KiB at a time. */
export type AppendFile = {
  readonly path: string
  /** Bytes appended so far, whether or not they have reached the file. */
  readonly bytes: () => number
  readonly append: (data: string | Uint8Array) => void
  /** `durable`: returns once the disk holds everything. */
  readonly close: (options?: { readonly durable?: boolean }) => void
}

export type AppendFileOptions = {
  /** Default 0600: for the owner alone. */
  readonly mode?: number
  /** Sees the bytes as they go to the file. */
  readonly onWrite?: (bytes: Uint8Array) => void
}

export function createAppendFile(path: string, { mode = 0o600, onWrite }: AppendFileOptions = {}): AppendFile {
  const file = openSync(path, 'wx', mode)
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  let used = 0
  let isOpen = true
  let written = 0

  function append(data: string | Uint8Array): void {
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    const most = typeof data === 'string' ? data.length * 3 : data.length
    if (used + most > BUFFER_BYTES) flush()
    if (most > BUFFER_BYTES) writeWhole(typeof data === 'string' ? Buffer.from(data) : data)
    else if (typeof data === 'string') used += buffer.write(data, used)
    else {
      buffer.set(data, used)
      used += data.length
    }
  }

  function flush(): void {
    const gathered = buffer.subarray(0, used)
    used = 0
    writeWhole(gathered)
  }

  function writeWhole(bytes: Uint8Array): void {
    onWrite?.(bytes)
    for (let start = 0; start < bytes.length;) start += writeSync(file, bytes, start)
    written += bytes.length
  }

  function close(options: { readonly durable?: boolean } = {}): void {
    // Its number may belong to another file by now.
    if (!isOpen) return
    isOpen = false
    try {
      flush()
      if (options.durable === true) fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  return { path, bytes: () => written + used, append, close }
}
