import { FinetapError, type Cursor, type Store } from 'finetap'
import { emptyContents, type LogContents } from './log-contents.ts'
import { totalsOf, type Totals } from './totals.ts'

/** What stands in the log, kept up to date by reading only what is new. */
export type LogSummary = Pick<LogContents, 'turns' | 'conversationOf'> & {
  /** Reads on. Calls at the same time wait for one another. */
  readonly update: () => Promise<void>
  readonly totals: () => Totals
}

export function createLogSummary(store: Store): LogSummary {
  let contents = emptyContents()
  let cursor: Cursor | undefined
  let reading: Promise<void> = Promise.resolve()

  async function readOn(): Promise<void> {
    // Read from the start, everything that is erased is left out already.
    const isFromStart = cursor === undefined
    for await (const { event, cursor: behind } of store.scan(cursor === undefined ? {} : { after: cursor })) {
      const isKnown = (isFromStart && event.type === 'erasure') || contents.take(event)
      if (!isKnown) {
        contents = emptyContents()
        cursor = undefined
        await readOn()
        return
      }
      cursor = behind
    }
  }

  async function update(): Promise<void> {
    try {
      await readOn()
    } catch (error) {
      // There is no log before the first call.
      if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
    }
  }

  return {
    update: () => (reading = reading.then(update, update)),
    totals: () => totalsOf(contents.conversations()),
    turns: (conversationId) => contents.turns(conversationId),
    conversationOf: (generationId) => contents.conversationOf(generationId),
  }
}
