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
