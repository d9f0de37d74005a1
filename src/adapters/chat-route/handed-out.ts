import { Recent } from '../../middleware/recent.ts'
import type { Recorder } from '../../middleware/recorder.ts'

// About 15 MB when it is full. Older ids are looked up in the log.
const MOST_IDS = 100_000

const handedOut = new WeakMap<Recorder, Recent<true>>()

/** Remembers an id that a page was given, so that feedback on it needs no look into the log. */
export function rememberHandedOut(recorder: Recorder, id: string): void {
  const known = handedOut.get(recorder) ?? new Recent<true>(MOST_IDS)
  handedOut.set(recorder, known)
  known.set(id, true)
}

/** True for the latest ids that this process gave to pages. */
export function wasHandedOut(recorder: Recorder, id: string): boolean {
  return handedOut.get(recorder)?.get(id) === true
}
