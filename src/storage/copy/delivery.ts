import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'
import { appendWhatIsTaken } from './append-taken.ts'
import { hearLateRefusals } from './late-refusals.ts'
import { createForgotten, type Forgotten } from './forgotten.ts'
import { createPresence, type Presence } from './presence.ts'
import type { CopyTally } from './tally.ts'
import { lookAt } from './target.ts'

/** Brings batch after batch into the target, and keeps the accounts. */
export type Delivery = {
  /**
   * Resolves when the target has the events for good.
   *
   * @param after the cursor of the source before the first of them
   */
  readonly bring: (events: readonly LogEvent[], after: Cursor | undefined) => Promise<void>
  /** Brings the accounts to their end. */
  readonly finish: () => Promise<void>
  /** Lets go of the target. */
  readonly end: () => void
}

/** What is held in memory at most. Small in tests. */
export type DeliveryLimits = { readonly bits?: number; readonly lookedUp?: number; readonly asked?: number }

export type DeliveryOptions = {
  readonly from: Store
  readonly to: Store
  readonly tally: CopyTally
  readonly limits?: DeliveryLimits
}

type Knowledge = { readonly presence: Presence; readonly forgotten: Forgotten }

export function createDelivery({ from, to, tally, limits = {} }: DeliveryOptions): Delivery {
  const { bits, ...rest } = limits
  const refusals = hearLateRefusals(to, tally)
  let knowing: Promise<Knowledge> | undefined

  async function learn(): Promise<Knowledge> {
    const target = await lookAt(to, bits)
    const options = { from, to, target, ...rest }
    return { presence: createPresence(options), forgotten: createForgotten(options) }
  }

  return {
    async bring(events, after) {
      // Not before: a run that finds nothing new does not read the target.
      const { presence, forgotten } = await (knowing ??= learn())
      const fresh = await presence.without(events, after)
      tally.skipped(events.length - fresh.length)
      const taken = await appendWhatIsTaken(to, fresh, tally)
      // A cursor that is told must not stand behind what only an outbox holds.
      await to.flush()
      const kept = refusals.without(taken)
      presence.arrived(kept)
      tally.copied(kept)
      tally.forgotten(await forgotten.among(kept))
    },
    async finish() {
      if (knowing !== undefined) tally.forgotten(await (await knowing).forgotten.rest())
    },
    end: refusals.end,
  }
}
