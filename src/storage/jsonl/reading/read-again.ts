import { readSync } from 'node:fs'
import type { Again } from '../../codec/remembered.ts'
import { parseLine } from '../line.ts'
import type { Line } from './line-splitter.ts'
import type { OpenFile } from './open-file.ts'

/**
 * How the record of a line can be had once more, while its file is open: from its place in the file, or where that is
 * compressed, from its text.
 */
export function readAgain({ file, handle }: OpenFile, { offset, bytes }: Line, text: string): Again {
  return file.coding === 'plain' ? ofPlace(handle.fd, offset, bytes.length) : ofText(text)
}

function ofText(text: string): Again {
  return { size: text.length, stored: () => JSON.parse(text) }
}

function ofPlace(file: number, offset: number, length: number): Again {
  return { size: 0, stored: () => parsedAt(file, offset, length) }
}

function parsedAt(file: number, offset: number, length: number): unknown {
  const bytes = Buffer.allocUnsafe(length)
  try {
    if (readSync(file, bytes, 0, length, offset) < length) return undefined
  } catch {
    return undefined
  }
  const parsed = parseLine(bytes)
  return parsed.ok ? parsed.value : undefined
}
