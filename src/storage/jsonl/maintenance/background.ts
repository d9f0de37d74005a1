import { existsSync } from 'node:fs'
import { FinetapError } from '../../../core/errors.ts'
import { compactLog } from './compact.ts'
import type { CompactOptions } from './compact-options.ts'

/** Compaction that a store does by itself. */
export type Background = {
  /** To be called when a segment was ended: starts a compaction, unless one was started lately. */
  readonly onEnd: () => void
  /** Resolves when none is under way. Never rejects. */
  readonly settle: () => Promise<void>
}

// So that processes which live for a moment, and those that write very much, do not compact all the time.
const EVERY_MS = 60_000

/** What goes wrong is told once, and tried again after the next segment: the log is whole without it. */
export function createBackground(dir: string, options: CompactOptions | false, everyMs: number = EVERY_MS): Background {
  let underWay: Promise<void> | undefined
  let startedAt = performance.now()
  let isTold = false

  function tell(error: unknown): void {
    // Whoever removes a log wants nothing done with it.
    if (isTold || !existsSync(dir)) return
    isTold = true
    const reason = error instanceof Error ? error.message : String(error)
    process.emitWarning(`finetap goes on recording, but cannot compact its log: ${reason}`, {
      type: 'FinetapWarning',
      code: FinetapError.isInstance(error) ? error.code : 'store_failed',
    })
  }

  async function run(limits: CompactOptions): Promise<void> {
    await compactLog(dir, limits).catch(tell)
    underWay = undefined
  }

  return {
    onEnd() {
      if (options === false || underWay !== undefined || performance.now() - startedAt < everyMs) return
      startedAt = performance.now()
      underWay = run(options)
    },
    settle: async () => underWay,
  }
}
