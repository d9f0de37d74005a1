import type { Erasure } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { requireEvents } from '../require-events.ts'
import { createEntryList } from './entry-list.ts'
import { fullError } from './errors.ts'
import { hiddenIn, mentions } from './hidden.ts'
import { documentOf, type LogPrinter, type LogState } from './log-document.ts'

/** The next version of a document in the making. */
export type Draft = {
  readonly state: () => LogState
  /** True when something was erased since the last version, so that no trace of it may be left in the backup. */
  readonly hasErased: () => boolean
  /** To be called when all of it stands in the file. */
  written(): void
  /**
   * All of the events or none. Those that are there already, and those that were erased, are passed by.
   *
   * @throws FinetapError `record_invalid`, `store_full`
   */
  add(events: readonly LogEvent[]): void
  keepSecret(secret: string): void
}

export type DraftPlace = {
  readonly path: string
  readonly limitBytes: number
  /** The secret that the app keeps. */
  readonly secret: string | undefined
  readonly printer: LogPrinter
}

export function createDraft(base: LogState, { path, limitBytes, secret: given, printer }: DraftPlace): Draft {
  const list = createEntryList(printer)
  let { next, secret } = base
  let hasErased = false
  list.restart(base.entries)
  let isErased = hiddenIn(list.all(), [given, secret])

  function addAll(events: readonly LogEvent[]): void {
    const room = limitBytes - printer.frameBytes(documentOf({ ...base, secret, next, entries: [] }))
    for (const event of events) {
      if (list.has(event) || isErased(event)) continue
      // A full document can still forget.
      const isErasure = event.type === 'erasure'
      if (!list.put(event, next, isErasure ? undefined : room)) throw fullError(path, limitBytes)
      next += 1
      if (isErasure) erase(event)
    }
  }

  function erase(erasure: Erasure): void {
    const entries = list.all()
    hasErased = true
    isErased = hiddenIn(entries, [given, secret])
    const rest = entries.filter(({ event, element }) =>
      event === undefined ? !mentions(element, erasure) : !isErased(event),
    )
    if (rest.length < entries.length) list.restart(rest)
  }

  function add(events: readonly LogEvent[]): void {
    requireEvents(events)
    const before = { entries: list.all(), next, hasErased, isErased }
    try {
      addAll(events)
    } catch (error) {
      // A full document refuses turn after turn, which must not cost a restart each time.
      if (list.all() !== before.entries) list.restart(before.entries)
      next = before.next
      hasErased = before.hasErased
      isErased = before.isErased
      throw error
    }
  }

  return {
    state: () => ({ ...base, next, secret, entries: list.all() }),
    hasErased: () => hasErased,
    written() {
      hasErased = false
    },
    add,
    keepSecret(made) {
      secret = made
    },
  }
}
