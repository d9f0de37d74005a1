import type { LogParts } from '../../core/log-parts.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'
import type { EventSource } from '../event-source.ts'
import { digest } from '../digest.ts'
import type { LogMeter } from '../report/log-measures.ts'

/** A source that can be read on from where a build left it. */
export type ResumableSource = Pick<Store, 'read' | 'scan'> & {
  /** What it consists of, as data, where it can tell whether something of it has gone since. */
  readonly log?: LogParts
}

export function isResumable(source: EventSource): source is ResumableSource {
  return 'scan' in source && typeof source.scan === 'function'
}

/** A source whose events are measured as they pass by, and what has to be known to go on behind them. */
export type TrackedSource = EventSource & {
  /** Behind the last event. */
  readonly cursor: () => Cursor | undefined
  /** Names the first event that passed. */
  readonly first: () => string | undefined
}

/** @param after where an earlier build left the source */
export function trackedSource(source: ResumableSource, meter: LogMeter, after?: Cursor): TrackedSource {
  let cursor = after
  let first: string | undefined
  return {
    async *read(range) {
      for await (const scanned of source.scan({ ...range, ...(after === undefined ? {} : { after }) })) {
        first ??= nameOf(scanned.event)
        cursor = scanned.cursor
        meter.add(scanned.event)
        yield scanned.event
      }
    },
    cursor: () => cursor,
    first: () => first,
  }
}

/** Names the first event of a source; undefined when it is empty. */
export async function firstOf(source: ResumableSource): Promise<string | undefined> {
  for await (const { event } of source.scan()) return nameOf(event)
  return undefined
}

function nameOf(event: LogEvent): string {
  return digest(JSON.stringify(event))
}
