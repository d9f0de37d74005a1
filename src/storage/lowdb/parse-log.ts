import { FinetapError } from '../../core/errors.ts'
import { field, numberField, textField } from '../../core/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { createDecoder } from '../codec/decoder.ts'
import { WINDOW_LIMITS } from '../codec/window.ts'
import { EMPTY_LOG, LOG_VERSION, type LogEntry, type LogState } from './log-document.ts'

/** Elements that the writer could not read count here and not there, so the reader remembers more. */
const READER_LIMITS = { entries: WINDOW_LIMITS.entries * 2, size: WINDOW_LIMITS.size * 2 }

/**
 * Makes a state of the fields of a document.
 *
 * @param known what this process knows to have written: of it, what is newer than the document is put behind it
 * @throws FinetapError `source_unreadable` when the document is not a log, or of a later version.
 */
export function parseLog(path: string, document: unknown, known: LogState = EMPTY_LOG): LogState {
  if (!isJsonObject(document)) throw foreignError(path, 'it is no JSON object')
  const { finetap: header, events, ...extra } = document
  if (!isJsonObject(header) || header['kind'] !== 'log') throw foreignError(path, 'it does not say that it is a log')
  const version = numberField(header, 'version') ?? LOG_VERSION
  if (version > LOG_VERSION) throw foreignError(path, `it has version ${version}, this package knows ${LOG_VERSION}`)
  const elements = Array.isArray(events) ? events : []
  const { numbered, others } = readElements(path, elements)
  const next = Math.max(numberField(header, 'next') ?? 1, (numbered.at(-1)?.number ?? 0) + 1)
  const newer = known.entries.filter(({ number }) => number >= next)
  let last = Math.max(next, known.next)
  const added = others.map((make) => make(last++))
  return {
    extra,
    header,
    next: last,
    secret: textField(header, 'erasureKey') ?? known.secret,
    entries: [...numbered, ...newer, ...added],
  }
}

type Elements = {
  readonly numbered: readonly LogEntry[]
  /** Put there by people: their place is behind all that has a number. */
  readonly others: readonly ((number: number) => LogEntry)[]
}

function readElements(path: string, elements: readonly Json[]): Elements {
  const decoder = createDecoder(READER_LIMITS)
  const numbered: LogEntry[] = []
  const others: ((number: number) => LogEntry)[] = []

  function entryMaker(record: Json): (number: number) => LogEntry {
    const decoded = isJsonObject(record) ? decoder.decode(record) : undefined
    const upgraded = decoded?.ok === true ? upgradeEvent(decoded.record) : undefined
    return (number) => {
      const element = elementOf(number, record)
      if (upgraded?.ok === true) return { number, element, event: upgraded.event }
      const place = `event ${number}`
      if (decoded?.ok === false) {
        const damage = { reason: 'missing_base', place: path, detail: `${place}: ${decoded.detail}` } as const
        return { number, element, damage }
      }
      const { reason = 'not_an_event', detail = 'it is no JSON object' } = upgraded ?? {}
      return { number, element, damage: { reason, place: path, detail: `${place}: ${detail}` } }
    }
  }

  for (const element of elements) {
    const { number, record } = recordIn(element)
    const make = entryMaker(record)
    if (number === undefined || number <= (numbered.at(-1)?.number ?? 0)) others.push(make)
    else numbered.push(make(number))
  }
  return { numbered, others }
}

/** A record with its number before it; one that has a field of that name stands by itself. */
export function elementOf(number: number, record: Json): JsonObject {
  const isClear = isJsonObject(record) && !Object.hasOwn(record, 'number') && Object.hasOwn(record, 'type')
  return isClear ? { number, ...record } : { number, event: record }
}

function recordIn(element: Json): { readonly number: number | undefined; readonly record: Json } {
  if (!isJsonObject(element)) return { number: undefined, record: element }
  const { number, ...record } = element
  const isWrapped = Object.hasOwn(record, 'event') && !Object.hasOwn(record, 'type')
  const isNumber = typeof number === 'number' && Number.isSafeInteger(number) && number > 0
  return { number: isNumber ? number : undefined, record: isWrapped ? (record['event'] ?? null) : record }
}

export function isLogDocument(document: unknown): boolean {
  return field(field(document, 'finetap'), 'kind') === 'log'
}

export function foreignError(path: string, why: string): FinetapError {
  return new FinetapError('source_unreadable', {
    what: `${path} is no log of finetap that this version can read`,
    why,
    fix: 'name another file: this one stays as it is',
  })
}
