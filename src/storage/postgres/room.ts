import { FinetapError } from '../../core/errors.ts'
import { outboxSize } from './outbox-size.ts'

/** Refuses what would make the outbox larger than it may be. */
export type Room = { readonly require: () => void }

const LOOK_MS = 250
/** How much longer it rests than it looked: a full outbox may have many thousands of files. */
const RESTS = 10

/** Looks at the files now and then, off the caller's turn: the bound is crossed by what comes in between. */
export function createRoom(dir: string, limit: number): Room {
  let size = 0
  let nextAt = Number.NEGATIVE_INFINITY
  let isLooking = false

  function look(): void {
    const begun = performance.now()
    if (isLooking || begun < nextAt) return
    isLooking = true
    void outboxSize(dir).then((found) => {
      size = found
      nextAt = performance.now() + Math.max(LOOK_MS, RESTS * (performance.now() - begun))
      isLooking = false
    })
  }

  look()
  return {
    require() {
      look()
      if (size < limit) return
      // Not `store_full`, behind which a recorder switches itself off: room comes back with the database.
      throw new FinetapError('store_failed', {
        what: `The outbox ${dir} holds ${size} bytes`,
        why: `PostgreSQL has not taken them yet, and the option outboxBytes is ${limit}`,
        fix: 'look whether PostgreSQL runs and the role may write, or allow a larger outbox',
      })
    },
  }
}
