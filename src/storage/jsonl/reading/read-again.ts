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
  return file.coding === 'plain' ? new PlaceInFile(handle.fd, offset, bytes.length) : ofText(text)
}

function ofText(text: string): Again {
  return { size: text.length, stored: () => JSON.parse(text) }
}

/** A class, because thousands are kept: with a function for each they would take twice as much memory. */
class PlaceInFile implements Again {
  readonly size = 0
  readonly #file: number
  readonly #offset: number
  readonly #length: number

  constructor(file: number, offset: number, length: number) {
    this.#file = file
    this.#offset = offset
    this.#length = length
  }

  stored(): unknown {
    const bytes = Buffer.allocUnsafe(this.#length)
    try {
      if (readSync(this.#file, bytes, 0, this.#length, this.#offset) < this.#length) return undefined
    } catch {
      return undefined
    }
    const parsed = parseLine(bytes)
    return parsed.ok ? parsed.value : undefined
  }
}
