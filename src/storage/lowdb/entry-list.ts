import { eventKey } from '../../core/event-key.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { createEncoder } from '../codec/encoder.ts'
import { ELEMENT_FRAME, type LogEntry, type LogPrinter } from './log-document.ts'
import { elementOf } from './parse-log.ts'
import { recordOf } from './record-of.ts'

/** The events of a document in the making, each as it is to stand there. */
export type EntryList = {
  /** The same array as long as nothing was put there. */
  readonly all: () => readonly LogEntry[]
  /** True when an event of this type and id is there. */
  readonly has: (event: LogEvent) => boolean
  /** False when the events would take more than `room` bytes: then nothing has changed. */
  put(event: LogEvent, number: number, room?: number): boolean
  /** Puts other entries in the place of all. The codec starts anew, as it would on reading them. */
  restart(from: readonly LogEntry[]): void
}

export function createEntryList(printer: LogPrinter): EntryList {
  let encoder = createEncoder()
  let entries: readonly LogEntry[] = []
  let added: LogEntry[] = []
  let ids = new Set<string>()
  let bytes = 0

  function keep(entry: LogEntry): void {
    bytes += sizeOf(entry.element)
    added.push(entry)
  }

  function sizeOf(element: JsonObject): number {
    return printer.elementBytes(element).length + ELEMENT_FRAME
  }

  function put(event: LogEvent, number: number, room = Number.POSITIVE_INFINITY): boolean {
    const { stored, remember } = encoder.encode(recordOf(event))
    const element = elementOf(number, stored)
    if (bytes + sizeOf(element) > room) return false
    keep({ number, element, event })
    remember()
    if (event.id !== '') ids.add(eventKey(event))
    return true
  }

  return {
    all() {
      if (added.length > 0) {
        entries = [...entries, ...added]
        added = []
      }
      return entries
    },
    has: (event) => event.id !== '' && ids.has(eventKey(event)),
    put,
    restart(from) {
      encoder = createEncoder()
      ids = new Set()
      bytes = 0
      entries = []
      added = []
      for (const entry of from) {
        if (entry.event === undefined) keep(entry)
        else put(entry.event, entry.number)
      }
    },
  }
}
