import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Damage } from '../../core/store.ts'
import { printJson } from './print.ts'

export const LOG_VERSION = 1

/** What stands in the file, as lowdb holds it. */
export type LogDocument = {
  readonly finetap: JsonObject
  readonly events: readonly JsonObject[]
}

/** One element of `events`: it has an event, or could not be read and is kept as it is. */
export type LogEntry = {
  /** Counted from 1, never used again: the cursor behind the event. */
  readonly number: number
  /** As it stands in the document. */
  readonly element: JsonObject
} & ({ readonly event: LogEvent; readonly damage?: never } | { readonly damage: Damage; readonly event?: never })

/** A document that has been read, or is to be written. Never changed. */
export type LogState = {
  /** What a person or a later version put beside `events`, and what the header holds beyond the fields below. */
  readonly extra: JsonObject
  readonly header: JsonObject
  /** The number of the next event. */
  readonly next: number
  /** Of the tombstones, where the app does not keep it. */
  readonly secret: string | undefined
  readonly entries: readonly LogEntry[]
}

export const EMPTY_LOG: LogState = { extra: {}, header: {}, next: 1, secret: undefined, entries: [] }

export function documentOf({ extra, header, next, secret, entries }: LogState): LogDocument {
  const own = { kind: 'log', version: LOG_VERSION, next, ...(secret === undefined ? {} : { erasureKey: secret }) }
  return { finetap: { ...header, ...own }, ...extra, events: entries.map(({ element }) => element) }
}

/** Prints documents. What an event looks like is made once: with each turn the whole document is written. */
export type LogPrinter = {
  readonly elementBytes: (element: JsonObject) => Buffer
  readonly print: (document: LogDocument) => Buffer
  /** The length of the document without its events. */
  readonly frameBytes: (document: LogDocument) => number
}

const MARGIN = Buffer.from('    ')
const BETWEEN = Buffer.from(',\n    ')
/** What an event takes beside its own text. */
export const ELEMENT_FRAME: number = BETWEEN.length

export function createLogPrinter(): LogPrinter {
  const printed = new WeakMap<JsonObject, Buffer>()

  function elementBytes(element: JsonObject): Buffer {
    let bytes = printed.get(element)
    if (bytes === undefined) {
      bytes = Buffer.from(printJson(element, MARGIN.length))
      printed.set(element, bytes)
    }
    return bytes
  }

  return {
    elementBytes,
    print(document) {
      const [head, tail] = frame(document)
      const pieces = [head]
      for (const [index, element] of document.events.entries()) {
        pieces.push(index === 0 ? MARGIN : BETWEEN, elementBytes(element))
      }
      return Buffer.concat([...pieces, tail])
    },
    frameBytes: (document) => frame(document).reduce((sum, { length }) => sum + length, 0),
  }
}

function frame(document: LogDocument): readonly [Buffer, Buffer] {
  const rest = Object.entries(document).filter(([name]) => name !== 'events')
  const fields = rest.map(([name, value]) => `  ${JSON.stringify(name)}: ${printJson(value, 2)},\n`)
  return [Buffer.from(`{\n${fields.join('')}  "events": [\n`), Buffer.from('\n  ]\n}\n')]
}
