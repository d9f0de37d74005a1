import type { Searched } from './search-file.ts'
import type { SurveyedFile } from './survey.ts'

type UnreadFrom = (segment: string) => number | undefined

/** Up to where a file's segments go, as far as they have been read. */
export type ReachedEnds = { moveTo(segment: string, end: number): void; finish(): void }

/** Remembers where files end that have not changed since, so that following a log does not read it again and again. */
export type ReadEnds = {
  /** True when nothing in the file is unread. */
  areReached(surveyed: SurveyedFile, unreadFrom: UnreadFrom): boolean
  start(surveyed: SurveyedFile, unreadFrom: UnreadFrom): ReachedEnds
}

export function createReadEnds(): ReadEnds {
  const known = new WeakMap<Searched, ReadonlyMap<string, number>>()

  function areReached({ file, segments, searched, saysAll }: SurveyedFile, unreadFrom: UnreadFrom): boolean {
    if (!saysAll) return false
    const ends = known.get(searched)
    const isVerbatim = file.coding === 'plain' && file.form !== 'merged' && searched.header === undefined
    return segments.every((segment) => {
      const from = unreadFrom(segment)
      if (from === undefined) return true
      const end = ends?.get(segment) ?? (isVerbatim ? searched.size : undefined)
      return from > 0 && end !== undefined && end <= from
    })
  }

  return {
    areReached,
    start({ segments, searched }, unreadFrom) {
      const ends = new Map(known.get(searched))
      for (const segment of segments) {
        const from = unreadFrom(segment)
        if (from !== undefined) ends.set(segment, from)
      }
      return {
        moveTo: (segment, end) => void ends.set(segment, end),
        finish: () => void known.set(searched, ends),
      }
    },
  }
}
