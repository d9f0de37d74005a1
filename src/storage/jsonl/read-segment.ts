import { join } from 'node:path'
import { RECORD_VERSION } from '../../core/generation.ts'
import { isJsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { DamageReason, ReadRange } from '../../core/store.ts'
import { upgradeEvent, type Upgraded } from '../../core/upgrade.ts'
import { createDecoder, type Decoder } from '../codec/decoder.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import { parseLine } from './line.ts'
import { readPieces } from './pieces.ts'
import { isSegment } from './segment-name.ts'

/** A line that was read: its event, unless it is damaged, and where the next line begins. */
export type ReadLine = { readonly event: LogEvent | undefined; readonly end: number }

export type SegmentReadOptions = {
  readonly dir: string
  readonly name: string
  /** Lines up to this offset were given out before: they are only read for what later ones build on. */
  readonly from: number
  /** Reads up to this offset. */
  readonly to: number
  readonly onDamage: ReadRange['onDamage']
}

/**
 * The lines of a segment, in batches that are decoded as they are read. Damaged lines are told, and have no event. An
 * unfinished last line is told as `torn` and left for later: its writer may be at work on it.
 */
export async function* readSegment(options: SegmentReadOptions): AsyncGenerator<Iterable<ReadLine>> {
  const { name, from, to } = options
  const decoder = createDecoder()
  const splitter = createLineSplitter(0)
  for await (const piece of readPieces(join(options.dir, name), { to })) yield decodeAll(splitter.lines(piece))
  const rest = splitter.rest()
  if (rest === undefined) return
  if (isSegment(name)) tell(rest, 'torn', `${rest.bytes.length} bytes without an end`)
  else yield decodeAll([rest])

  function* decodeAll(lines: Iterable<Line>): Generator<ReadLine> {
    for (const line of lines) {
      if (isBlank(line.bytes)) continue
      const decoded = decodeLine(line.bytes, decoder)
      if (line.end <= from) continue
      if (!decoded.ok) tell(line, decoded.reason, decoded.detail)
      yield { event: decoded.ok ? decoded.event : undefined, end: line.end }
    }
  }

  function tell(line: Line, reason: DamageReason, detail: string): void {
    options.onDamage?.({ reason, place: join(options.dir, name), line: line.number, offset: line.offset, detail })
  }
}

function decodeLine(bytes: Buffer, decoder: Decoder): Upgraded {
  const parsed = parseLine(bytes)
  if (!parsed.ok) return parsed
  const { value } = parsed
  // What a later version means by a base is not known.
  if (!isJsonObject(value) || isOfLaterVersion(value['v'])) return upgradeEvent(value)
  const decoded = decoder.decode(value)
  return decoded.ok ? upgradeEvent(decoded.record) : { ok: false, reason: 'missing_base', detail: decoded.detail }
}

function isOfLaterVersion(version: unknown): boolean {
  return typeof version === 'number' && version > RECORD_VERSION
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < 4 && bytes.toString('latin1').trim() === ''
}
