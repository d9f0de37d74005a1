import type { FeedbackTarget } from '../../../core/feedback.ts'
import { FinetapError } from '../../../core/errors.ts'
import type { Generation } from '../../../core/generation.ts'
import { timeOfId } from '../../../core/id.ts'
import type { Store } from '../../../core/store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const MOST_ROWS = 100_000

/** What a search came to. `unknown`: it looked at as much as it may, and what is left may hold it. */
export type Found = 'yes' | 'no' | 'unknown'

/**
 * Looks for the answer that a judgement names among the generations of a log. Where the id says when it was made, only those
 * around that moment are read, else those of the last 24 hours.
 *
 * @param isOver asked after each row; true ends the search
 * @throws whatever the store throws, but for a log that has not been begun
 */
export async function searchLog(store: Store, target: FeedbackTarget, isOver: () => boolean): Promise<Found> {
  let isSure = true
  for (const [since, until] of windowsFor(target)) {
    const found = await searchWindow(store, target, { since: iso(since), until: iso(until) }, isOver)
    if (found === 'yes' || isOver()) return found
    isSure &&= found === 'no'
  }
  return isSure ? 'no' : 'unknown'
}

type Window = { readonly since: string; readonly until: string }

async function searchWindow(
  store: Store,
  target: FeedbackTarget,
  window: Window,
  isOver: () => boolean,
): Promise<Found> {
  let rows = 0
  try {
    for await (const event of store.read({ ...window, types: ['generation'] })) {
      if (event.type === 'generation' && isMeant(target, event)) return 'yes'
      rows += 1
      if (rows >= MOST_ROWS || isOver()) return 'unknown'
    }
  } catch (error) {
    if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
  }
  return 'no'
}

/** In milliseconds since 1970, the likeliest first. */
function windowsFor(target: FeedbackTarget): readonly (readonly [number, number])[] {
  const [id = ''] = Object.values(target)
  const time = 'turnId' in target || 'generationId' in target ? timeOfId(id) : undefined
  // Some doors hear of a call only when it is over, and the first call of a turn may wait for what it is to be asked.
  if (time !== undefined) return [[time - 2 * MINUTE_MS, time + MINUTE_MS]]
  const now = Date.now()
  return [
    [now - HOUR_MS, now + MINUTE_MS],
    [now - 24 * HOUR_MS, now - HOUR_MS],
  ]
}

function isMeant(target: FeedbackTarget, { id, turnId, response }: Generation): boolean {
  if ('generationId' in target) return target.generationId === id
  if ('turnId' in target) return target.turnId === turnId
  if ('responseId' in target) return target.responseId === response.id
  const { messageId } = target
  return response.messageId === messageId || response.messages.some(({ id: own }) => own === messageId)
}

/** The id may hold any time, also one that dates cannot. */
function iso(time: number): string {
  return new Date(Math.min(Math.max(time, 0), 8.64e15)).toISOString()
}
