import type { LogEvent } from '../../core/log-event.ts'
import { sizeOfGeneration } from '../../core/size.ts'
import type { Cursor, Scanned } from '../../core/store.ts'

/** Events of a scan that follow each other, and the cursor behind the last of them. */
export type EventBatch = { readonly events: readonly LogEvent[]; readonly cursor: Cursor }

/** Whole records carry their history: five hundred of a long conversation would be hundreds of megabytes. */
const BATCH_SIZE = 4 * 1_024 * 1_024

/** Gathers a scan into batches of at most `count` events and of about 4 MiB. */
export async function* batchesOf(scanned: AsyncIterable<Scanned>, count: number): AsyncGenerator<EventBatch> {
  let events: LogEvent[] = []
  let size = 0
  let last: Cursor = ''
  for await (const { event, cursor } of scanned) {
    events.push(event)
    last = cursor
    size += event.type === 'generation' ? sizeOfGeneration(event) : 0
    if (events.length < count && size < BATCH_SIZE) continue
    yield { events, cursor }
    events = []
    size = 0
  }
  if (events.length > 0) yield { events, cursor: last }
}
