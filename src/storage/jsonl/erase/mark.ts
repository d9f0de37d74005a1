import { constants, statSync } from 'node:fs'
import { open, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Erasure } from '../../../core/erasure.ts'
import { field } from '../../../core/field.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { ensureDirectory, unreadableError, unwritableError } from '../directory.ts'
import { createLineBuffer } from '../line-buffer.ts'
import { createLineSplitter } from '../line-splitter.ts'
import { parseLine } from '../line.ts'

const NAME = 'erasure.mark'
const DONE = 'erasure.done'
const MODE = 0o600
const ADDS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW
const MAKES = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW

/**
 * The erasures of a log once more, in a file of their own: by its size every process notices, at the price of a look,
 * that something is to be removed. Written before the event itself, so that what has begun is finished by somebody.
 */
export type ErasureMark = {
  /** In bytes; 0 when nothing was ever erased. */
  readonly size: () => number
  add(erasures: readonly Erasure[]): Promise<void>
  read(): Promise<readonly Erasure[]>
  /** True when what the mark names has been removed everywhere. */
  isDone(): Promise<boolean>
  /** Says so for the mark when it had this size; undefined: that there is work again. */
  setDone(size: number | undefined): Promise<void>
}

export function createErasureMark(dir: string): ErasureMark {
  const path = join(dir, NAME)
  const donePath = join(dir, DONE)

  function size(): number {
    try {
      return statSync(path, { throwIfNoEntry: false })?.size ?? 0
    } catch {
      return 0
    }
  }

  async function add(erasures: readonly Erasure[]): Promise<void> {
    const lines = createLineBuffer()
    for (const erasure of erasures) lines.add(erasure)
    try {
      await ensureDirectory(dir)
      // An end of its own in front: what stands there may have been cut short.
      await write(path, ADDS, Buffer.concat([Buffer.from('\n'), lines.take(lines.size())]))
    } catch (cause) {
      throw unwritableError(dir, cause)
    }
  }

  async function read(): Promise<readonly Erasure[]> {
    const splitter = createLineSplitter(0)
    const erasures: Erasure[] = []
    for (const { bytes } of splitter.lines(await contentOf(path))) {
      const parsed = parseLine(bytes)
      const upgraded = parsed.ok ? upgradeEvent(parsed.value) : parsed
      if (upgraded.ok && upgraded.event.type === 'erasure') erasures.push(upgraded.event)
    }
    return erasures
  }

  return {
    size,
    add,
    read,
    isDone: async () => Number((await contentOf(donePath)).toString() || '0') === size(),
    async setDone(done) {
      if (done === undefined) return unlink(donePath).catch(() => {})
      const temporary = join(dir, `.${DONE}.tmp`)
      await write(temporary, MAKES, Buffer.from(String(done)))
      await rename(temporary, donePath)
    },
  }
}

async function write(path: string, flags: number, bytes: Buffer): Promise<void> {
  const file = await open(path, flags, MODE)
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return Buffer.alloc(0)
    throw unreadableError(path, cause)
  }
}
