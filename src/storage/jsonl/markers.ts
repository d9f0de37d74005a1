import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { createLineBuffer } from './writing/line-buffer.ts'

/**
 * A line that says whose lines follow: those of segment `id` from byte `at` of its original file on. So cursors stay
 * true when a file has been merged with others, or written anew without some of its lines.
 */
export type Marker = {
  readonly id: string
  readonly at: number
  /** On the first line of a merged file: the segments that it stands for. Their own files are ignored. */
  readonly merged?: readonly string[]
  /** On a first line: how many erasures the file holds. Without it, readers search. */
  readonly erasures?: number
  /** On a first line: how many bytes follow it in the file. So a cut is noticed. */
  readonly total?: number
  /** How many bytes follow until the next marker, and whose they are then: for when that marker is damaged. */
  readonly bytes?: number
  readonly next?: string
}

const ID = /^\d{8}T\d{9}Z-(\d+-[0-9a-f]{10})$/
const START = Buffer.from('{"v":1,"type":"segment",')
const TYPE_AT = START.indexOf('segment')
const FIRST_LETTER = START[TYPE_AT]

/** The marker as a line, with its checksum and its line feed. */
export function markerLine(marker: Marker): Buffer {
  const lines = createLineBuffer()
  lines.add({ v: 1, type: 'segment', ...marker })
  return lines.take(lines.size())
}

/** True for most lines that are no marker, at the price of one byte. */
export function isSurelyNoMarker(line: Buffer): boolean {
  return line[TYPE_AT] !== FIRST_LETTER || START.compare(line, 0, START.length) !== 0
}

/** Undefined when the parsed line is none. */
export function parseMarker(value: unknown): Marker | undefined {
  if (!isJsonObject(value) || value['type'] !== 'segment') return undefined
  const { id, at, merged, next } = value
  if (typeof id !== 'string' || !ID.test(id) || typeof at !== 'number' || !Number.isSafeInteger(at)) return undefined
  return {
    id,
    at,
    ...countsOf(value),
    ...(typeof next === 'string' && ID.test(next) ? { next } : {}),
    ...(Array.isArray(merged) ? { merged: merged.filter((text) => typeof text === 'string') } : {}),
  }
}

function countsOf({ erasures, total, bytes }: JsonObject): Pick<Marker, 'erasures' | 'total' | 'bytes'> {
  return {
    ...(isCount(erasures) ? { erasures } : {}),
    ...(isCount(total) ? { total } : {}),
    ...(isCount(bytes) ? { bytes } : {}),
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
