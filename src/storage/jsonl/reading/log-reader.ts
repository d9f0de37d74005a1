import { FinetapError } from '../../../core/errors.ts'
import type { LogEvent } from '../../../core/log-event.ts'
import type { Cursor, Damage, ReadRange, Scanned, ScanOptions } from '../../../core/store.ts'
import { erasureFilter } from '../../erasure/filter.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { rangeFilter } from '../../range.ts'
import { shardFilter } from '../../shard.ts'
import type { BlobValue } from '../blobs/detach.ts'
import { createBlobReader } from '../blobs/read.ts'
import { createPositions, type Positions } from './cursor.ts'
import { createErasureMark } from '../erase/mark.ts'
import type { LogFile } from '../files.ts'
import { openLogFile, type OpenFile } from './open-file.ts'
import { createReadEnds, type ReadEnds } from './read-ends.ts'
import { createPieceMemory, type PieceMemory } from './pieces.ts'
import { readSegments, type Batch } from './read-segment.ts'
import { createSurveyor, type LogSurvey, type SurveyedFile } from './survey.ts'

/** Events of one segment, and the cursors behind them. */
export type CursorBatch = Batch & { readonly cursorAt: (end: number) => Cursor }

export type LogReader = {
  /**
   * All segments of the directory, those of each writer in their order. Rejects like `Store.read`. `since` spares no
   * reading: what is old in a file may be the base of what is not.
   */
  batches(options: ScanOptions): AsyncGenerator<CursorBatch>
}

type Log = {
  /** How far a file may be read. */
  readonly to: (file: LogFile) => number
  readonly ends: ReadEnds
  readonly blob: (sha256: string) => BlobValue
}

/** One way through the log. */
type Reading = {
  readonly isWanted: (event: LogEvent) => boolean
  readonly positions: Positions
  readonly unreadFrom: (segment: string) => number | undefined
  /** The segments that were read to the end. They may be merged into another file meanwhile. */
  readonly done: Set<string>
  readonly onDamage: (damage: Damage) => void
  readonly memory: PieceMemory
}

// Others seal, compress and merge files while they are read. Each look finds them where they are by then.
const LOOKS = 100

/** @param committedTo how far a file may be read that this store is writing: to what was acknowledged */
export function createLogReader(
  dir: string,
  committedTo: (name: string) => number | undefined,
  keys: () => Promise<readonly ErasureKey[]>,
): LogReader {
  const surveyor = createSurveyor(dir)
  const mark = createErasureMark(dir)
  const log: Log = {
    to: ({ name }) => committedTo(name) ?? Number.POSITIVE_INFINITY,
    ends: createReadEnds(),
    blob: createBlobReader(dir),
  }

  async function* batches(options: ScanOptions): AsyncGenerator<CursorBatch> {
    const reading = startReading(options)
    for (let look = 0; look < LOOKS; look += 1) {
      const survey = await surveyor.look(log.to)
      // Erasures that have begun count, also where a crash has kept them from the log itself.
      const isErased = erasureFilter([...survey.erasures, ...(await mark.read())], await keys())
      const isWanted = (event: LogEvent) => reading.isWanted(event) && !isErased(event)
      if (yield* readAll(survey, { ...reading, isWanted }, log)) return
    }
    throw new FinetapError('source_unreadable', {
      what: `The log ${dir} cannot be read`,
      why: `its files were renamed ${LOOKS} times while they were read`,
      fix: 'look whether processes compact it all the time, and read it again',
    })
  }

  return { batches }
}

function startReading(options: ScanOptions): Reading {
  const isMine = shardFilter(options.shard)
  const positions = createPositions(options.after)
  const done = new Set<string>()
  return {
    isWanted: rangeFilter(options),
    positions,
    unreadFrom: (id) => (done.has(id) || !isMine(`${id}.jsonl`) ? undefined : positions.unreadFrom(id)),
    done,
    onDamage: tellingOnce(options.onDamage),
    memory: createPieceMemory(),
  }
}

/** Returns false when a file was no longer where it was seen. */
async function* readAll(survey: LogSurvey, reading: Reading, log: Log): AsyncGenerator<CursorBatch, boolean> {
  for (const { file, detail } of survey.refused) {
    if (reading.unreadFrom(file.id) !== undefined)
      reading.onDamage({ reason: 'not_an_event', place: file.path, detail })
  }
  for (const surveyed of survey.files) {
    if (log.ends.areReached(surveyed, reading.unreadFrom)) continue
    const opening = await openLogFile(surveyed.file, survey.owner)
    if (opening.state !== 'open') return false
    try {
      yield* readFile(opening.opened, surveyed, reading, log)
    } finally {
      await opening.opened.handle.close()
    }
    // To an open one its writer may be adding.
    if (surveyed.file.form !== 'open') for (const segment of surveyed.segments) reading.done.add(segment)
  }
  return true
}

async function* readFile(
  opened: OpenFile,
  surveyed: SurveyedFile,
  { isWanted, positions, unreadFrom, onDamage, memory }: Reading,
  { to, ends, blob }: Log,
): AsyncGenerator<CursorBatch> {
  const reached = ends.start(surveyed, unreadFrom)
  const room = { unreadFrom, to: to(opened.file), blob, isWanted, onDamage, memory }
  for await (const batch of readSegments({ opened, ...room })) {
    const { segment, end } = batch
    positions.moveTo(segment, end)
    reached.moveTo(segment, end)
    yield { ...batch, cursorAt: positions.cursors(segment) }
  }
  reached.finish()
}

/** What is torn is met again at each look. */
function tellingOnce(onDamage: ReadRange['onDamage']): (damage: Damage) => void {
  const told = new Set<string>()
  return (damage) => {
    const key = `${damage.place}:${damage.offset}`
    if (onDamage === undefined || told.has(key)) return
    told.add(key)
    onDamage(damage)
  }
}

/** The events with their cursors. */
export function scannedOf({ events, ends, cursorAt }: CursorBatch): readonly Scanned[] {
  return events.map((event, index) => ({ event, cursor: cursorAt(ends[index] ?? 0) }))
}
