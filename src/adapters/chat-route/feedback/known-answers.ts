import type { FeedbackTarget } from '../../../core/feedback.ts'
import type { Recorder } from '../../../middleware/recorder.ts'
import { wasHandedOut } from '../handed-out.ts'
import { searchLog, type Found } from './log-search.ts'

const LONGEST_MS = 5_000
// Each may read much of a log; ids that nobody was given must not keep the disk busy.
const MOST_SEARCHES = 4

/** Tells whether the answer that a judgement names exists. Rejects when the log cannot be read. */
export function createKnownAnswers(): (recorder: Recorder, target: FeedbackTarget) => Promise<Found> {
  let searches = 0

  async function search(recorder: Recorder, target: FeedbackTarget, isOver: () => boolean): Promise<Found> {
    searches += 1
    try {
      // What was said a moment ago may still wait for the store.
      if (recorder.stats().queued.count > 0) await recorder.flush()
      return await searchLog(recorder.store, target, isOver)
    } finally {
      searches -= 1
    }
  }

  return async (recorder, target) => {
    const id = handedOutId(target)
    if (id !== undefined && wasHandedOut(recorder, id)) return 'yes'
    if (searches >= MOST_SEARCHES) return 'unknown'
    return within(LONGEST_MS, (isOver) => search(recorder, target, isOver))
  }
}

/** `unknown` where it takes longer; it is then asked to end, and whatever it comes to is nobody's. */
async function within(most: number, search: (isOver: () => boolean) => Promise<Found>): Promise<Found> {
  let over = false
  const { promise: late, resolve } = Promise.withResolvers<Found>()
  const timer = setTimeout(() => {
    over = true
    resolve('unknown')
  }, most)
  try {
    return await Promise.race([search(() => over), late])
  } finally {
    clearTimeout(timer)
  }
}

/** What a page may have been given by us. */
function handedOutId(target: FeedbackTarget): string | undefined {
  if ('turnId' in target) return target.turnId
  return 'generationId' in target ? target.generationId : undefined
}
