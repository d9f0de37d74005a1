import type { WithheldTest } from './admission.ts'
import { forEachRecord } from './lone-calls.ts'
import type { SpoolRecord } from './spool-record.ts'
import { surveyWays, type Ways } from './ways.ts'

/** Messages of a key that are folded at once, those that are sent again in another window counted anew. */
const MOST_MESSAGES = 200_000

export type PartRules = {
  readonly withheld: WithheldTest
  /** Default 200,000, which take about 100 MB. */
  readonly mostMessages?: number | undefined
}

export type Parts = {
  readonly count: number
  /** The parts that a record is for. The first one accounts for a call. */
  readonly of: (record: SpoolRecord) => readonly number[]
}

/**
 * Cuts a key that holds too many messages into parts, by time. Ways stay whole, so it is only cut between the windows
 * of an app that sends the last messages again and again: a chat that sends all that was said, or goes on from what a
 * server keeps, is one way with a place for each message.
 *
 * Withheld answers are known in the next part, too: windows there may send them again.
 *
 * @returns undefined for a key that is small enough, or one way
 */
export function findParts(
  path: string,
  { withheld, mostMessages = MOST_MESSAGES }: PartRules,
  when: 'mostly windows' | 'always' = 'always',
): Parts | undefined {
  const ways = surveyWays(path)
  if (ways.messages() <= mostMessages || (when === 'mostly windows' && !ways.isMostlyWindows())) return undefined
  const { partOf, count } = inParts(ways, mostMessages)
  if (count === 1) return undefined
  const visiting = withheldWays(path, ways, withheld)

  function partsOfWay(way: number | undefined, visits: boolean): readonly number[] {
    const part = (way === undefined ? undefined : partOf.get(way)) ?? 0
    return visits && part + 1 < count ? [part, part + 1] : [part]
  }

  function partsOf(record: Exclude<SpoolRecord, { readonly kind: 'tools' }>): readonly number[] {
    if (record.kind === 'generation')
      return partsOfWay(ways.wayOfCall(record.note), withheld(record.note) !== undefined)
    const way = ways.wayOfMessage(record.id)
    return partsOfWay(way, way !== undefined && visiting.has(way))
  }

  const partsOfShared = surveyShared(path, ways, partsOf)
  return {
    count,
    of(record) {
      const isShared = record.kind === 'tools' || (record.kind === 'node' && ways.wayOfMessage(record.id) === undefined)
      return isShared ? (partsOfShared.get(record.id) ?? []) : partsOf(record)
    },
  }
}

function inParts(ways: Ways, mostMessages: number) {
  const partOf = new Map<number, number>()
  let [part, filled] = [0, 0]
  for (const { number, messages } of ways.inTime()) {
    if (filled > 0 && filled + messages > mostMessages) [part, filled] = [part + 1, 0]
    partOf.set(number, part)
    filled += messages
  }
  return { partOf, count: part + 1 }
}

function withheldWays(path: string, { wayOfCall }: Ways, withheld: WithheldTest): ReadonlySet<number> {
  const found = new Set<number>()
  forEachRecord(path, (record) => {
    if (record.kind !== 'generation' || withheld(record.note) === undefined) return
    const way = wayOfCall(record.note)
    if (way !== undefined) found.add(way)
  })
  return found
}

/** The parts in which instructions and tools are used. */
function surveyShared(
  path: string,
  ways: Ways,
  partsOf: (record: Exclude<SpoolRecord, { readonly kind: 'tools' }>) => readonly number[],
): ReadonlyMap<string, readonly number[]> {
  const used = new Map<string, number[]>()

  function use(id: string, parts: readonly number[]): void {
    const known = used.get(id)
    if (known === undefined) used.set(id, [...parts])
    else known.push(...parts.filter((part) => !known.includes(part)))
  }

  forEachRecord(path, (record) => {
    if (record.kind === 'tools') return
    // An instruction by itself is used by nobody.
    if (record.kind === 'node' && ways.wayOfMessage(record.id) === undefined) return
    const parts = partsOf(record)
    for (const id of ways.openingUpTo(record.kind === 'node' ? record.parent : record.note.leaf)) use(id, parts)
    if (record.kind === 'generation' && record.note.tools !== undefined) use(record.note.tools, parts)
  })
  return used
}
