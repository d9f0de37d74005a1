/** One sign that ends a sentence; scripts without spaces need none behind it. */
const END = /[.!?…؟।]["'”’)\]*_]{0,4}\s{1,8}|[。！？]["'”’」』）]{0,4}\s{0,8}/g

/** The sentences of a line of prose, without the white space around them. Made for comparing, not for grammar. */
export function sentencesOf(line: string): readonly string[] {
  const sentences: string[] = []
  let start = 0
  END.lastIndex = 0
  while (END.test(line)) {
    sentences.push(line.slice(start, END.lastIndex).trim())
    start = END.lastIndex
  }
  if (start < line.length) sentences.push(line.slice(start))
  return sentences
}
