/** A stretch of a text: `end` is the index behind it. */
type Span = { readonly start: number; readonly end: number }

type OpenFence = { readonly start: number; readonly marks: string }

/** A line that opens or closes a block (CommonMark 0.31, section 4.5), also in lists and quotations. */
const FENCE_LINE = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]){0,40}(`{3,}|~{3,})(.*)/gm

/** Nobody writes more; a text of nothing but fences would take long. */
const MOST_BLOCKS = 5000

/** The fenced blocks of code of a Markdown text, with their fences. One that is never closed runs to the end. */
export function fencedBlocks(text: string): readonly Span[] {
  const blocks: Span[] = []
  let open = text.includes('```') || text.includes('~~~') ? nextOpening(text, 0) : undefined
  while (open !== undefined && blocks.length < MOST_BLOCKS) {
    const end = endOf(text, open)
    blocks.push({ start: open.start, end })
    open = nextOpening(text, end)
  }
  return blocks
}

/** What stands between the fenced blocks of a text. */
export function proseOf(text: string): readonly string[] {
  const blocks = fencedBlocks(text)
  const starts = [0, ...blocks.map(({ end }) => end)]
  return starts.map((start, index) => text.slice(start, blocks[index]?.start))
}

function nextOpening(text: string, from: number): OpenFence | undefined {
  for (const { index, marks, rest } of fenceLines(text, from)) {
    // Backticks behind the marks make it code within a line.
    if (marks.startsWith('~') || !rest.includes('`')) return { start: index, marks }
  }
  return undefined
}

function endOf(text: string, open: OpenFence): number {
  const from = text.indexOf('\n', open.start)
  if (from === -1) return text.length
  for (const { end, marks, rest } of fenceLines(text, from)) {
    if (marks.startsWith(open.marks) && rest.trim() === '') return end
  }
  return text.length
}

function* fenceLines(text: string, from: number) {
  const pattern = new RegExp(FENCE_LINE)
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [line, marks = '', rest = ''] = match
    yield { index: match.index, end: match.index + line.length, marks, rest }
  }
}
