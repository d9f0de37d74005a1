/** Columns of everything that is rendered for terminals. */
export const COLUMNS = 100

/**
 * A text in lines of at most 100 columns, broken at spaces; from the second one on they begin with `indent`. A word that
 * is longer than a line stays whole.
 */
export function wrapText(text: string, indent: string): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > COLUMNS) {
    const start = rest.length - rest.trimStart().length
    const within = rest.lastIndexOf(' ', COLUMNS)
    const at = within > start ? within : rest.indexOf(' ', Math.max(start, COLUMNS))
    if (at === -1) break
    lines.push(rest.slice(0, at).trimEnd())
    rest = indent + rest.slice(at).trimStart()
  }
  return [...lines, rest]
}
