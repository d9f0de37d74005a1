import type { Gap } from '../core/gap.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { timeOrderedId } from '../core/id.ts'
import { increment, type DropReason } from './stats.ts'

/** What was lost since the log was last told. */
export type Losses = {
  add(reason: DropReason, count: number): void
  /** The record of the hole, to be written before the next events; undefined when nothing was lost. */
  gap(): Gap | undefined
  /** Forgets what `written` told; losses that came after it stay. */
  told(written: Gap): void
}

export function createLosses(): Losses {
  const lost = new Map<string, number>()
  let since: string | undefined

  return {
    add(reason, count) {
      if (count === 0) return
      increment<string>(lost, reason, count)
      since ??= new Date().toISOString()
    },
    gap() {
      if (since === undefined) return undefined
      const at = new Date().toISOString()
      return { v: RECORD_VERSION, type: 'gap', id: timeOrderedId(), at, since, dropped: Object.fromEntries(lost) }
    },
    told({ at, dropped }) {
      for (const [reason, count] of Object.entries(dropped)) {
        const rest = (lost.get(reason) ?? 0) - count
        if (rest > 0) lost.set(reason, rest)
        else lost.delete(reason)
      }
      since = lost.size === 0 ? undefined : at
    },
  }
}
