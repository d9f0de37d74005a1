import { digest } from '../digest.ts'
import { hashText } from '../report/statistics/hash-text.ts'
import { createKeyTable } from '../split/key-table.ts'
import { createGrowingNumbers } from '../work/growing-numbers.ts'
import { forEachRecord } from './lone-calls.ts'
import type { GenerationNote, NodeHead } from './spool-record.ts'
import { createDisjointSets } from '../disjoint-sets.ts'

/**
 * Ways of a key that have nothing to do with each other but what they open with and, in windows, what they repeat: each
 * begins with another message behind the instructions.
 */
export type Ways = {
  /** Messages behind the openings, each form of one at its place. */
  readonly messages: () => number
  /** More than half of its calls begin with a message of their own. */
  readonly isMostlyWindows: () => boolean
  readonly wayOfMessage: (id: string) => number | undefined
  readonly wayOfCall: (note: GenerationNote) => number | undefined
  /** The instructions of an opening down to this one; none for a message that is none of them. */
  readonly openingUpTo: (messageId: string) => readonly string[]
  /** In the order of their first calls, whatever the order of the log. */
  readonly inTime: () => readonly Way[]
}

export type Way = { readonly number: number; readonly messages: number }

/** In memory are about 60 bytes a message, and 200 a way. */
export function surveyWays(path: string): Ways {
  const numbers = createKeyTable()
  const wayOfNumber = createGrowingNumbers('u32')
  const names = createKeyTable()
  const sizes: number[] = []
  const starts: string[] = []
  const unions = createDisjointSets()
  const calls = new Map<number, number>()
  const openings = createOpenings()

  function wayOfMessage(id: string): number | undefined {
    const number = numbers.find(id)
    return number === -1 ? undefined : unions.find(wayOfNumber.at(number))
  }

  function wayOfCall({ leaf, answers: [answer] }: GenerationNote): number | undefined {
    return wayOfMessage(leaf) ?? (answer === undefined ? undefined : wayOfMessage(answer))
  }

  function place({ id, parent, canonical, instructs }: NodeHead): void {
    // What was forgotten while reading is spooled again.
    if (openings.has(id) || numbers.find(id) !== -1) return
    const above = numbers.find(parent)
    if (above === -1 && instructs) {
      openings.add(id, parent, canonical)
      return
    }
    const way = above === -1 ? names.intern(openings.saidBehind(parent, canonical)) : wayOfNumber.at(above)
    numbers.intern(id)
    wayOfNumber.push(way)
    sizes[way] = (sizes[way] ?? 0) + 1
  }

  /** Choices and copies of a call stay together. */
  function take(note: GenerationNote): void {
    const way = wayOfCall(note)
    if (way === undefined) return
    const id = hashText(note.id)
    for (const other of [calls.get(id), ...note.answers.map(wayOfMessage)]) {
      if (other !== undefined) unions.join(way, other)
    }
    calls.set(id, way)
    const start = starts[way]
    if (start === undefined || note.startedAt < start) starts[way] = note.startedAt
  }

  forEachRecord(path, (record) => {
    if (record.kind === 'node') place(record)
    if (record.kind === 'generation') take(record.note)
  })
  return {
    messages: () => numbers.size(),
    isMostlyWindows: () => names.size() * 2 > calls.size,
    wayOfMessage,
    wayOfCall,
    openingUpTo: openings.upTo,
    // By their names, so that equal times are told apart in any order of the log.
    inTime: () =>
      joinedInTime(names.sortedFrom(0), (way) => ({
        number: unions.find(way),
        start: starts[way] ?? '',
        messages: sizes[way] ?? 0,
      })),
  }
}

/** The instructions that chats open with. */
function createOpenings() {
  const openings = new Map<string, { readonly said: string; readonly parent: string }>()
  const saidBehind = (parent: string, canonical: string): string =>
    digest(`${openings.get(parent)?.said ?? ''}${canonical}`)
  return {
    has: (id: string) => openings.has(id),
    add: (id: string, parent: string, canonical: string) => {
      openings.set(id, { said: saidBehind(parent, canonical), parent })
    },
    /** What is said there with all before it, as a digest. */
    saidBehind,
    upTo: (messageId: string): readonly string[] => {
      const ids: string[] = []
      let at = messageId
      for (let found = openings.get(at); found !== undefined; found = openings.get(at)) {
        ids.push(at)
        at = found.parent
      }
      return ids
    },
  }
}

type TimedWay = { readonly number: number; readonly start: string; readonly messages: number }

/** Ways of one number become one; `start` is empty for one without a call. */
function joinedInTime(ways: Iterable<number>, wayOf: (way: number) => TimedWay): readonly Way[] {
  const joined = new Map<number, TimedWay>()
  for (const name of ways) {
    const way = wayOf(name)
    const known = joined.get(way.number)
    const messages = way.messages + (known?.messages ?? 0)
    const starts = [way.start, known?.start ?? ''].filter((start) => start !== '').sort()
    joined.set(way.number, { number: way.number, start: starts[0] ?? '', messages })
  }
  return [...joined.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
}
