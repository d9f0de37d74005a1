import { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Scanned, ScanOptions, Store } from '../../core/store.ts'
import { createKeyFilter, digestOf, FILTER_BITS, type KeyFilter } from './key-filter.ts'

/** What the target was before the first event was appended to it. */
export type Target = {
  /** What it held; empty when it passes by itself what it has already. */
  readonly held: KeyFilter
  /** True when something was erased there, so that it may hide what it is given. */
  readonly hasErased: boolean
  /** Behind all that it held; undefined when it need not be known. */
  readonly end: Cursor | undefined
}

export async function lookAt(to: Store, bits: number = FILTER_BITS): Promise<Target> {
  const held = createKeyFilter(bits)
  return to.capabilities.idempotent ? lookForErasures(to, held) : lookAtAll(to, held)
}

async function lookForErasures(to: Store, held: KeyFilter): Promise<Target> {
  for await (const _ of scanOf(to, { types: ['erasure'] })) return { held, hasErased: true, end: undefined }
  return { held, hasErased: false, end: undefined }
}

async function lookAtAll(to: Store, held: KeyFilter): Promise<Target> {
  let hasErased = false
  let end: Cursor | undefined
  for await (const { event, cursor } of scanOf(to)) {
    held.add(digestOf(event))
    hasErased ||= event.type === 'erasure'
    end = cursor
  }
  return { held, hasErased, end }
}

/** As `scan`; a store that was never written to holds nothing. */
export async function* scanOf(store: Store, options: ScanOptions = {}): AsyncGenerator<Scanned> {
  try {
    yield* store.scan(options)
  } catch (error) {
    if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
  }
}

/** The key of an event for a Set or Map. */
export function textKey(event: LogEvent): string {
  return digestOf(event).toString('latin1')
}
