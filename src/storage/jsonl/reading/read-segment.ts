import type { LogEvent } from '../../../core/log-event.ts'
import type { DamageReason, ReadRange } from '../../../core/store.ts'
import { createDecoder } from '../../codec/decoder.ts'
import type { BlobValue } from '../blobs/detach.ts'
import { decodeValue, isBlank } from './decode-line.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import { parseLine } from '../line.ts'
import { parseMarker } from '../markers.ts'
import type { OpenFile } from './open-file.ts'
import { readPieces, type PieceMemory } from './pieces.ts'
import { readAgain } from './read-again.ts'
import { createSegmentPlace } from './segment-place.ts'

/** Events of one segment, and behind each of them where its next line begins, counted in the segment's own bytes. */
export type Batch = {
  readonly segment: string
  readonly events: readonly LogEvent[]
  readonly ends: readonly number[]
  /** Where reading stands: behind the last line, damaged or not. */
  readonly end: number
}

export type SegmentReadOptions = {
  readonly opened: OpenFile
  /** Lines of a segment up to this offset were given out before; undefined when all of them are to be passed by. */
  readonly unreadFrom: (segment: string) => number | undefined
  /** Reads up to this offset. */
  readonly to: number
  /** Gives the large values that lines name. */
  readonly blob: (sha256: string) => BlobValue
  readonly isWanted: (event: LogEvent) => boolean
  readonly onDamage: ReadRange['onDamage']
  readonly memory?: PieceMemory
}

/** Few enough that the garbage collector meets few that live: whoever reads a log seldom keeps what was read. */
const BATCH_EVENTS = 64

/**
 * The events of a file, segment by segment. Damaged lines are told, and have no event. An unfinished last line is told
 * as `torn` and left for later: its writer may be at work on it.
 */
export async function* readSegments(options: SegmentReadOptions): AsyncGenerator<Batch> {
  const { opened, to, memory } = options
  const reading = startReading(options)
  const splitter = createLineSplitter(0)
  let size = 0
  try {
    for await (const piece of readPieces(opened, { to, ...(memory === undefined ? {} : { memory }) })) {
      if ('fault' in piece) return reading.tell({ offset: size }, piece.fault.reason, piece.fault.detail)
      size += piece.bytes.length
      yield* reading.take(splitter.lines(piece.bytes))
    }
    const rest = splitter.rest()
    if (rest === undefined) reading.finish(size)
    else if (opened.file.form === 'foreign') yield* reading.take([rest])
    else reading.tell(rest, 'torn', `${rest.bytes.length} bytes without an end`)
  } finally {
    reading.forget()
  }
}

type Told = { readonly number?: number; readonly offset: number }

type Reading = {
  /** Goes on when what it gave was taken. */
  take(lines: readonly Line[]): Iterable<Batch>
  tell(place: Told, reason: DamageReason, detail: string): void
  /** To be called when the file has ended behind a whole line. */
  finish(size: number): void
  /**
   * Lets go of the window. What has outlived some collections keeps alive what it refers to until the next full one, and
   * with each file its whole history would be copied twice for nobody.
   */
  forget(): void
}

function startReading({ opened, unreadFrom, blob, isWanted, onDamage }: SegmentReadOptions): Reading {
  const { file } = opened
  const place = createSegmentPlace(file.id)
  let from = unreadFrom(file.id)
  let decoder = createDecoder()
  const batches = createBatches()

  function tell({ number, offset }: Told, reason: DamageReason, detail: string): void {
    // Of a segment that is passed by somebody else tells, or has told.
    if (from === undefined) return
    const origin = place.segment() === file.id && place.inSegment(0) === 0
    const detailed = origin ? detail : `${detail} (byte ${place.inSegment(offset)} of segment ${place.segment()})`
    onDamage?.({
      reason,
      place: file.path,
      ...(number === undefined ? {} : { line: number }),
      offset,
      detail: detailed,
    })
  }

  function read(line: Line): void {
    const mayBeMarker = place.mayBeMarker(line)
    if (!mayBeMarker && (from === undefined || isBlank(line.bytes))) return
    const before = place.segment()
    const parsed = parseLine(line.bytes)
    const marker = mayBeMarker && parsed.ok ? parseMarker(parsed.value) : undefined
    const end = place.inSegment(line.end)
    if (marker !== undefined) place.follow(marker, line)
    else if (from !== undefined) {
      const decoded = parsed.ok
        ? decodeValue(parsed.value, decoder, blob, readAgain(opened, line, parsed.text))
        : parsed
      if (end > from) {
        if (!decoded.ok) tell(line, decoded.reason, decoded.detail)
        batches.add(before, end, decoded.ok && isWanted(decoded.event) ? decoded.event : undefined)
      }
    }
    if (!parsed.ok) place.passDamaged(line)
    if (place.segment() === before) return
    from = unreadFrom(place.segment())
    decoder = createDecoder()
  }

  function* take(lines: readonly Line[]): Generator<Batch> {
    for (const line of lines) {
      read(line)
      if (batches.size() >= BATCH_EVENTS) yield* batches.takeAll()
    }
    yield* batches.takeAll()
  }

  function forget(): void {
    decoder = createDecoder()
    batches.takeAll()
  }

  function finish(size: number): void {
    const lack = place.lackAt(size)
    if (lack > 0) tell({ offset: size }, 'torn', `${lack} bytes are missing`)
  }

  return { take, tell, finish, forget }
}

type Batches = {
  add(segment: string, end: number, event: LogEvent | undefined): void
  /** How many events were added since all were taken. */
  readonly size: () => number
  readonly takeAll: () => readonly Batch[]
}

function createBatches(): Batches {
  let all: Batch[] = []
  let size = 0
  let last: { segment: string; events: LogEvent[]; ends: number[]; end: number } | undefined
  return {
    add(segment, end, event) {
      if (last?.segment !== segment) {
        last = { segment, events: [], ends: [], end }
        all.push(last)
      }
      last.end = end
      if (event === undefined) return
      last.events.push(event)
      last.ends.push(end)
      size += 1
    },
    size: () => size,
    takeAll() {
      const taken = all
      all = []
      last = undefined
      size = 0
      return taken
    },
  }
}
