import { readdirSync, renameSync, truncateSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { openNameOf, sealedNameOf } from '../segment-name.ts'
import type { LivingFiles } from './protocol.ts'

/** What is known here of the files that the thread writes for one store. */
export type ThreadFiles = {
  readonly hearLiving: (living: LivingFiles) => void
  /** All of a file may be read. */
  readonly hearWhole: (name: string) => void
  /** How far one of them may be read; undefined for what may be read to its end, and for files of others. */
  readonly committedTo: (name: string) => number | undefined
  /** When the thread has died: cuts off what had not been acknowledged, and seals the files. */
  readonly settle: () => void
}

export function createThreadFiles(dir: string, writer: string): ThreadFiles {
  const committed = new Map<string, number>()
  const whole = new Set<string>()
  const end = openNameOf(`-${writer}`)

  function settleFile(name: string): void {
    const bytes = whole.has(name) ? undefined : (committed.get(name) ?? 0)
    const path = join(dir, name)
    if (bytes === 0) return unlinkSync(path)
    if (bytes !== undefined) truncateSync(path, bytes)
    renameSync(path, join(dir, sealedNameOf(name.slice(0, -openNameOf('').length))))
  }

  return {
    hearLiving(living) {
      for (const [name, bytes] of living) committed.set(name, bytes)
    },
    hearWhole(name) {
      whole.add(name)
      committed.delete(name)
    },
    // Of a file that was begun a moment ago nothing has been acknowledged yet.
    committedTo: (name) => committed.get(name) ?? (name.endsWith(end) && !whole.has(name) ? 0 : undefined),
    settle() {
      for (const name of namesIn(dir).filter((one) => one.endsWith(end))) {
        try {
          settleFile(name)
        } catch {
          // An orphan like any other one then.
        }
      }
      committed.clear()
    },
  }
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
