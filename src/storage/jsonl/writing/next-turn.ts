import { realTime } from '../../../core/real-time.ts'

/** Resolves when everything else that waits for the event loop has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    realTime.next(resolve)
  })
}
