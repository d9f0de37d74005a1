/**
 * Where the next match of a global pattern begins, from an index on; Infinity when there is none. For indexes that rise: no
 * stretch of the text is searched twice, however often it is asked.
 */
export function searchAhead(text: string, pattern: RegExp): (index: number) => number {
  let next = -1
  return (index) => {
    if (next >= index) return next
    pattern.lastIndex = index
    next = pattern.exec(text)?.index ?? Infinity
    return next
  }
}

/**
 * Whether a match lies within a stretch. For stretches whose beginnings rise, and for a pattern of which no match is longer
 * than `longest`, nor lies within another: what two stretches have in common is searched once.
 */
export function searchWithin(text: string, pattern: RegExp, longest: number): (start: number, end: number) => boolean {
  let found = { start: -1, end: -1 }
  /** No match begins between the last stretch and here. */
  let searched = 0
  return (start, end) => {
    if (found.start < start) {
      const from = Math.max(start, searched)
      const match = pattern.exec(text.slice(from, end))
      if (match === null) {
        searched = Math.max(from, end - longest + 1)
        return false
      }
      found = { start: from + match.index, end: from + match.index + match[0].length }
      searched = found.start
    }
    return found.end <= end
  }
}
