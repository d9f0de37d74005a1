import { closeSync, copyFileSync, linkSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { createAppendFile, type AppendFile } from '../append-file.ts'

const CHUNK_BYTES = 1024 * 1024

/** What tells that a file is still what was written. */
export type FileMark = { readonly name: string; readonly bytes: number; readonly crc: number }

/** @throws Error when the file cannot be read */
export function markOf(path: string, name: string): FileMark {
  let [bytes, crc] = [0, 0]
  forEachChunk(path, (chunk) => {
    bytes += chunk.length
    crc = crc32(chunk, crc)
  })
  return { name, bytes, crc }
}

/** Gives a file another name beside its own, or copies it where that cannot be. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** One file of many, one behind the other. */
export function joinFiles(paths: readonly string[], to: string): void {
  const file = createAppendFile(to)
  try {
    for (const path of paths) appendFile(path, file)
  } finally {
    file.close()
  }
}

export function appendFile(path: string, to: AppendFile): void {
  forEachChunk(path, to.append)
}

function forEachChunk(path: string, take: (chunk: Uint8Array) => void): void {
  const file = openSync(path, 'r')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  try {
    for (let read = -1; read !== 0;) {
      read = readSync(file, buffer, 0, buffer.length, null)
      take(buffer.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
}
