import type { LogEvent } from '../../core/log-event.ts'
import type { LateRefusal, Store } from '../../core/store.ts'
import { textKey } from './target.ts'
import type { CopyTally } from './tally.ts'

/** What the target took and then, before it was flushed, would not keep. */
export type LateRefusals = {
  /** Those of a batch that were kept; the others are counted. */
  readonly without: (events: readonly LogEvent[]) => readonly LogEvent[]
  readonly end: () => void
}

export function hearLateRefusals(to: Store, tally: CopyTally): LateRefusals {
  const heard = new Map<string, LateRefusal>()
  const end = to.onRefused?.((refusals) => {
    for (const refusal of refusals) heard.set(textKey(refusal.event), refusal)
  })

  return {
    without(events) {
      const kept = events.filter((event) => {
        const refusal = heard.get(textKey(event))
        if (refusal !== undefined) tally.refused(event, refusal.why, refusal.keptIn)
        return refusal === undefined
      })
      heard.clear()
      return kept
    },
    end: () => end?.(),
  }
}
