import { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import type { CopyTally } from './tally.ts'

/**
 * Appends the events; where the store refuses one of them as `record_invalid`, it is found by halving, counted, and passed
 * by. Every other failure is thrown.
 *
 * @returns those that it took
 */
export async function appendWhatIsTaken(
  to: Store,
  events: readonly LogEvent[],
  tally: CopyTally,
): Promise<readonly LogEvent[]> {
  const [first] = events
  if (first === undefined) return []
  try {
    await to.append(events)
  } catch (error) {
    if (!FinetapError.isInstance(error) || error.code !== 'record_invalid') throw error
    if (events.length === 1) {
      tally.refused(first, error.message)
      return []
    }
    const middle = Math.ceil(events.length / 2)
    const taken = await appendWhatIsTaken(to, events.slice(0, middle), tally)
    return [...taken, ...(await appendWhatIsTaken(to, events.slice(middle), tally))]
  }
  return events
}
