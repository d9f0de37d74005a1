import { hashText } from '../report/statistics/hash-text.ts'
import { forEachSpoolLine } from './spool-line.ts'
import { readSpoolLine, type GenerationNote, type SpoolRecord } from './spool-record.ts'

/** Forms of what lone calls open with that are held at once: those of a key with more stay together. */
const MOST_OPENINGS = 10_000

export type LoneCalls = {
  // Ids are remembered as numbers: as text each takes five times as much.
  /** Nothing else of the key has to do with this call. */
  readonly isLone: (note: GenerationNote) => boolean
  /** The messages that lone calls were asked with. */
  readonly openings: ReadonlySet<number>
  /** Messages that something was said or asked behind. */
  readonly asked: ReadonlySet<number>
  /** Answers of calls that are not lone; some may be those of lone ones, too. */
  readonly otherAnswers: ReadonlySet<number>
}

/**
 * Finds the calls of a key that came alone: the first of their chats, from whose words nobody under this key goes on, as
 * when a million people say hi once. Such a call is folded for itself with the same result: no other is sent with its
 * answer, none has its id, and no failed attempt at it waits for a success.
 *
 * In memory are 8 bytes a call, and about 250 for each message that others go on from.
 *
 * @returns undefined when there are none, or too many forms of what they open with
 */
export function findLoneCalls(path: string): LoneCalls | undefined {
  const { ids, asked, turns, firstCalls } = surveyCalls(path)
  if (firstCalls === 0) return undefined
  const repeated = repeatedOf(ids)
  const { said, places } = surveyMessages(path, asked)
  const opened = new Set<Place>()
  const otherAnswers = new Set<number>()
  const isLone = (note: GenerationNote): boolean =>
    note.onlyAnswer !== undefined &&
    !said.has(hashText(note.onlyAnswer)) &&
    !turns.has(note.turnId) &&
    !repeated.has(hashText(note.id))
  forEachRecord(path, (record) => {
    if (record.kind !== 'generation') return
    const { note } = record
    if (!isLone(note)) for (const id of note.answers) otherAnswers.add(hashText(id))
    else
      for (let at = places.get(hashText(note.leaf)); at !== undefined && !opened.has(at); at = at.parent) opened.add(at)
  })
  // All forms of what stands there, since the forms of others count for how it is told.
  const openings = new Set<number>()
  for (const [id, place] of places) if (opened.has(place)) openings.add(id)
  return openings.size === 0 || openings.size > MOST_OPENINGS ? undefined : { isLone, openings, asked, otherAnswers }
}

/** `asked`: messages that something was said or asked behind. `turns`: those of attempts without an answer. */
function surveyCalls(path: string) {
  const ids: number[] = []
  const asked = new Set<number>()
  const turns = new Set<string>()
  let firstCalls = 0
  forEachRecord(path, (record) => {
    if (record.kind === 'node') asked.add(hashText(record.parent))
    if (record.kind !== 'generation') return
    const { note } = record
    ids.push(hashText(note.id))
    asked.add(hashText(note.leaf))
    if (note.answers.length === 0) turns.add(note.turnId)
    if (note.onlyAnswer !== undefined) firstCalls += 1
  })
  return { ids, asked, turns, firstCalls }
}

/** Where a message stands, whatever its form. */
type Place = { readonly parent: Place | undefined; behind: Map<number, Place> | undefined }

/** `said`: what the messages say that others go on from. `places`: where they stand. */
function surveyMessages(path: string, asked: ReadonlySet<number>) {
  const said = new Set<number>()
  const places = new Map<number, Place>()
  const start: Place = { parent: undefined, behind: undefined }
  forEachRecord(path, (record) => {
    if (record.kind !== 'node') return
    const [id, saidHere] = [hashText(record.id), hashText(record.canonical)]
    if (!asked.has(id)) return
    said.add(saidHere)
    const parent = places.get(hashText(record.parent))
    const behind = ((parent ?? start).behind ??= new Map())
    let place = behind.get(saidHere)
    if (place === undefined) behind.set(saidHere, (place = { parent, behind: undefined }))
    places.set(id, place)
  })
  return { said, places }
}

function repeatedOf(ids: readonly number[]): ReadonlySet<number> {
  const sorted = Float64Array.from(ids).sort()
  const repeated = new Set<number>()
  for (let index = 1; index < sorted.length; index += 1) {
    const id = sorted[index]
    if (id !== undefined && id === sorted[index - 1]) repeated.add(id)
  }
  return repeated
}

export function forEachRecord(path: string, take: (record: SpoolRecord, line: Buffer) => void): void {
  forEachSpoolLine(path, (line, offset) => take(readSpoolLine(line, offset), line))
}
