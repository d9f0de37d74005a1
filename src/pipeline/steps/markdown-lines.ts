/** A line of text by what it is. `code` keeps its characters; every other line is given cleaned. */
export type Line = { readonly kind: 'blank' | 'code' | 'prose'; readonly text: string }

/** Up to eight list markers or quotation signs, then three or more backticks or tildes (CommonMark 0.31, section 4.5). */
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*){0,8}(`{3,}(?![^`]*`)|~{3,})/

/**
 * Tells code from prose, line by line: fenced blocks (one that is never closed runs to the end) and indented blocks,
 * with the blank lines within them. The fences themselves are prose.
 */
export function classifyLines(lines: readonly string[], clean: (line: string) => string): readonly Line[] {
  const result: Line[] = []
  let fence = ''
  for (const line of lines) {
    const cleaned = clean(line)
    const isClosing = fence !== '' && closes(cleaned, fence)
    if (fence !== '' && !isClosing) {
      result.push({ kind: 'code', text: line })
      continue
    }
    fence = isClosing ? '' : fenceOf(cleaned)
    result.push(classify(line, cleaned))
  }
  return keepBlanksWithinCode(result, lines)
}

function fenceOf(line: string): string {
  const isPossible = line.includes('```') || line.includes('~~~')
  return isPossible ? (FENCE.exec(line)?.[1] ?? '') : ''
}

/** Four spaces or a tab before something make a line of code. */
export function isIndented(line: string): boolean {
  return /^(?: {4}|\t)/.test(line)
}

function closes(line: string, fence: string): boolean {
  const bare = line.replace(/^[\s>]+/, '')
  return bare.startsWith(fence) && bare === fence.charAt(0).repeat(bare.length)
}

function classify(line: string, cleaned: string): Line {
  if (cleaned === '') return { kind: 'blank', text: '' }
  return isIndented(cleaned) ? { kind: 'code', text: line } : { kind: 'prose', text: cleaned }
}

/** Blank lines between two lines of code belong to the code. */
function keepBlanksWithinCode(result: readonly Line[], lines: readonly string[]): readonly Line[] {
  const kept = [...result]
  let blanksFrom = Infinity
  for (const [index, line] of result.entries()) {
    if (line.kind === 'prose') blanksFrom = Infinity
    if (line.kind !== 'code') continue
    for (let blank = blanksFrom; blank < index; blank += 1) kept[blank] = { kind: 'code', text: lines[blank] ?? '' }
    blanksFrom = index + 1
  }
  return kept
}
