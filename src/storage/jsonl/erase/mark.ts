import { closeSync, constants, fdatasyncSync, openSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Erasure } from '../../../core/erasure.ts'
import { field } from '../../../core/field.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { unreadableError, unwritableError } from '../directory.ts'
import { ensureDirectorySync } from '../directory-sync.ts'
import { createLineBuffer } from '../writing/line-buffer.ts'
import { createLineSplitter } from '../reading/line-splitter.ts'
import { parseLine } from '../line.ts'

export const MARK_FILE = 'erasure.mark'
const ADDS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW

/**
 * The erasures of a log once more, in a file of their own, and before the events themselves: from then on readers hide
 * what they name, and whoever maintains the log finishes what a crash has cut short. By the file's size every process
 * notices, at the price of a look, that something is to be removed.
 */
export type ErasureMark = {
  /** In bytes; 0 when nothing was ever erased. */
  readonly size: () => number
  /** At once, so that appending keeps the order of its calls. Throws like `append` rejects. */
  add(erasures: readonly Erasure[]): void
  /** What was read once is read again only when the file has grown. */
  read(): Promise<readonly Erasure[]>
}

export function createErasureMark(dir: string): ErasureMark {
  const path = join(dir, MARK_FILE)
  let known: { readonly size: number; readonly erasures: readonly Erasure[] } = { size: 0, erasures: [] }

  function size(): number {
    try {
      return statSync(path, { throwIfNoEntry: false })?.size ?? 0
    } catch {
      return 0
    }
  }

  return {
    size,
    add(erasures) {
      const lines = createLineBuffer()
      for (const erasure of erasures) lines.add(erasure)
      try {
        ensureDirectorySync(dir)
        // An end of its own in front: what stands there may have been cut short.
        addTo(path, Buffer.concat([Buffer.from('\n'), lines.take(lines.size())]))
      } catch (cause) {
        throw unwritableError(dir, cause)
      }
    },
    async read() {
      const present = size()
      if (present !== known.size) known = { size: present, erasures: erasuresIn(await contentOf(path)) }
      return known.erasures
    },
  }
}

function addTo(path: string, bytes: Buffer): void {
  const file = openSync(path, ADDS, 0o600)
  try {
    writeFileSync(file, bytes)
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}

function erasuresIn(content: Buffer): readonly Erasure[] {
  const erasures: Erasure[] = []
  for (const { bytes } of createLineSplitter(0).lines(content)) {
    const parsed = parseLine(bytes)
    const upgraded = parsed.ok ? upgradeEvent(parsed.value) : parsed
    if (upgraded.ok && upgraded.event.type === 'erasure') erasures.push(upgraded.event)
  }
  return erasures
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return Buffer.alloc(0)
    throw unreadableError(path, cause)
  }
}
