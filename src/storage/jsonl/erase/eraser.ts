import type { Erasure, ErasureSelector } from '../../../core/erasure.ts'
import type { ErasureResult } from '../../../core/store.ts'
import type { LogFile } from '../files.ts'
import type { KeyFile } from '../key-file.ts'
import { lockMaintenance } from '../maintenance/lock.ts'
import { createSurveyor } from '../reading/survey.ts'
import { clearBuildCache } from './build-cache.ts'
import { clearDone } from './done.ts'
import { findErasable } from './find.ts'
import { finishErasures } from './finish.ts'
import { createErasureMark } from './mark.ts'
import type { Removal, RemovalOptions } from './remove.ts'

/** How long an erasure waits for others who maintain the log; what they keep it from is pending. */
const WAIT_MS = 10_000
/** How long closing waits for them; what it cannot do is done by the next maintenance. */
const CLOSE_WAIT_MS = 2_000

export type EraserOptions = {
  readonly dir: string
  readonly keyFile: KeyFile
  /** How far a file may be read that is being written; undefined for any other one. */
  readonly committedTo: (name: string) => number | undefined
  readonly append: (erasure: Erasure) => Promise<void>
  /** Seals the segment under way, if any. */
  readonly rotate: () => Promise<void>
  /** The segments that this store has sealed since it was last asked. */
  readonly takeSealed: () => readonly string[]
  readonly step?: (name: string) => void
}

export type Eraser = {
  erase(selector: ErasureSelector, reason: string | undefined): Promise<ErasureResult>
  /** Says that erasures are about to be appended. Throws like `appendSync`. */
  readonly announce: (erasures: readonly Erasure[]) => void
  /** Notices erasures by others: then seals the segment under way and rewrites it. To be called now and then. */
  notice(): Promise<void>
  /** Rewrites what was sealed and holds what is erased. To be called behind a rotation, and with `true` at the end. */
  tidy(isLast: boolean): Promise<void>
}

export function createEraser(options: EraserOptions): Eraser {
  const { dir, keyFile, committedTo, append, rotate, takeSealed, step = () => {} } = options
  const mark = createErasureMark(dir)
  let noticed = mark.size()
  let untidy: readonly string[] = []

  async function erase(selector: ErasureSelector, reason: string | undefined): Promise<ErasureResult> {
    const surveyor = createSurveyor(dir)
    const to = ({ name }: LogFile) => committedTo(name) ?? Number.POSITIVE_INFINITY
    const [key, keys] = [await keyFile.make(), await keyFile.keys()]
    const { plan, ids } = await findErasable({ dir, selector, reason, key, keys, mark, surveyor, to })
    const erasure = plan.event()
    mark.add([erasure])
    step('marked')
    await append(erasure)
    step('appended')
    // What builds kept of the log holds the erased words too; the next build reads all of it.
    await clearBuildCache(dir)
    await rotateFor(mark.size())
    const counts = ({ id }: { readonly id: string }) => ids.has(id)
    const hidden = plan.hidden()
    // What could not be removed is hidden, and removed by the next maintenance.
    const removal = await remove(WAIT_MS, { selector, counts, surveyor }).catch(() => undefined)
    const pending = Math.min(removal?.pending ?? hidden - (removal?.removed ?? 0), hidden)
    return { erasure, hidden, rewritten: hidden - pending, pending }
  }

  async function rotateFor(size: number): Promise<void> {
    await rotate()
    noticed = size
  }

  /** Undefined when others maintain the log. */
  async function remove(waitMs: number, part: Part): Promise<Removal | undefined> {
    untidy = [...untidy, ...takeSealed()]
    const tidied = new Set(untidy)
    const lock = await lockMaintenance(dir, waitMs)
    if (lock === undefined) return undefined
    try {
      const removal = await finishErasures({ dir, keyFile, step, ...part })
      untidy = untidy.filter((id) => !tidied.has(id))
      return removal
    } finally {
      await lock.release()
    }
  }

  async function tidy(isLast: boolean): Promise<void> {
    untidy = [...untidy, ...takeSealed()]
    if (mark.size() === 0) untidy = []
    if (untidy.length === 0) return
    const only = new Set(untidy)
    const removal = await remove(isLast ? CLOSE_WAIT_MS : 0, { only }).catch(() => undefined)
    if (removal?.isComplete !== true && isLast) await clearDone(dir)
  }

  async function notice(): Promise<void> {
    const size = mark.size()
    if (size !== noticed) await rotateFor(size)
    await tidy(false)
  }

  return { erase: oneByOne(erase), announce: (erasures) => mark.add(erasures), notice, tidy }
}

type Part = Pick<RemovalOptions, 'selector' | 'counts' | 'only' | 'surveyor'>

/** None counts what another one is about to hide. */
function oneByOne(erase: Eraser['erase']): Eraser['erase'] {
  let last: Promise<unknown> = Promise.resolve()
  return (selector, reason) => {
    const erased = last.then(() => erase(selector, reason))
    last = erased.catch(() => {})
    return erased
  }
}
