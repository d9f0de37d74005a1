/** One sign that ends a sentence; scripts without spaces need none behind it. */
const END = /[.!?…؟।]["'”’)\]*_]{0,4}\s{1,8}|[。！？]["'”’」』）]{0,4}\s{0,8}/g

/** The sentences of a line of prose, without the white space around them. Made for comparing, not for grammar. */
export function* sentencesOf(line: string): Generator<string> {
  let start = 0
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length
    yield line.slice(start, end).trim()
    start = end
  }
  if (start < line.length) yield line.slice(start)
}
