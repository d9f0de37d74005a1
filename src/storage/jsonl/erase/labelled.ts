import { RECORD_VERSION } from '../../../core/generation.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'
import { parseLine } from '../line.ts'

/** What a line says about itself: its history, which lies on other lines, is left out. */
export type Labelled = {
  /** With ids and labels that are true. Undefined when the line cannot be read. */
  readonly event: LogEvent | undefined
  /** The line as parsed, also where it is no event. */
  readonly stored: JsonObject | undefined
  /** True for what was damaged; false for what a later version may read. */
  readonly isDamaged: boolean
}

/** Reads who is named on a line, which takes a small part of reading the whole record. Changes `bytes`. */
export function labelledOn(bytes: Buffer, blob: (sha256: string) => BlobValue): Labelled {
  const parsed = parseLine(bytes)
  if (!parsed.ok || !isJsonObject(parsed.value)) return { event: undefined, stored: undefined, isDamaged: true }
  const stored = parsed.value
  const { v } = stored
  if (typeof v === 'number' && v > RECORD_VERSION) return { event: undefined, stored, isDamaged: false }
  const event = eventOf(stored) ?? wholeEvent(stored, blob)
  return { event, stored, isDamaged: event === undefined }
}

function eventOf(stored: JsonObject): LogEvent | undefined {
  const upgraded = upgradeEvent(stored)
  return upgraded.ok ? upgraded.event : undefined
}

/** Where a large value stands in a file of its own, the line alone may look like no event. */
function wholeEvent(stored: JsonObject, blob: (sha256: string) => BlobValue): LogEvent | undefined {
  if (stored['blobs'] === undefined) return undefined
  const attached = attachBlobs(stored, blob)
  return attached.ok ? eventOf(attached.record) : undefined
}
