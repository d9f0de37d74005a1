/** A line of text by what it is. `code` keeps its characters; every other line is given cleaned. */
export type Line = { readonly kind: 'blank' | 'code' | 'prose'; readonly text: string }

type Classifying = {
  readonly clean: (line: string) => string
  /** False where no line can open a fenced block. */
  readonly hasFences: boolean
}

const TAB = 0x09
/** Up to eight list markers or quotation signs, then three or more backticks or tildes (CommonMark 0.31, section 4.5). */
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*){0,8}(`{3,}(?![^`]*`)|~{3,})/
const BLANK: Line = { kind: 'blank', text: '' }

/**
 * Tells code from prose, line by line: fenced blocks (one that is never closed runs to the end) and indented blocks,
 * with the blank lines within them. The fences themselves are prose.
 */
export function classifyLines(lines: readonly string[], { clean, hasFences }: Classifying): readonly Line[] {
  const result: Line[] = []
  let fence = ''
  let hasCode = false
  for (const line of lines) {
    const cleaned = clean(line)
    const isClosing = fence !== '' && closes(cleaned, fence)
    if (fence !== '' && !isClosing) {
      result.push({ kind: 'code', text: line })
      hasCode = true
      continue
    }
    fence = isClosing || !hasFences ? '' : fenceOf(cleaned)
    const classified = classify(line, cleaned)
    hasCode ||= classified.kind === 'code'
    result.push(classified)
  }
  if (hasCode) keepBlanksWithinCode(result, lines)
  return result
}

/** True when some line may open a fenced block. */
export function mayHaveFences(text: string): boolean {
  return text.includes('```') || text.includes('~~~')
}

function fenceOf(line: string): string {
  return mayHaveFences(line) ? (FENCE.exec(line)?.[1] ?? '') : ''
}

/** Four spaces or a tab before something make a line of code. */
export function isIndented(line: string): boolean {
  return line.charCodeAt(0) === TAB || line.startsWith('    ')
}

function closes(line: string, fence: string): boolean {
  const bare = line.replace(/^[\s>]+/, '')
  return bare.startsWith(fence) && bare === fence.charAt(0).repeat(bare.length)
}

function classify(line: string, cleaned: string): Line {
  if (cleaned === '') return BLANK
  return isIndented(cleaned) ? { kind: 'code', text: line } : { kind: 'prose', text: cleaned }
}

/** Blank lines between two lines of code belong to the code. */
function keepBlanksWithinCode(result: Line[], lines: readonly string[]): void {
  let blanksFrom = Infinity
  for (let index = 0; index < result.length; index += 1) {
    const kind = result[index]?.kind
    if (kind === 'prose') blanksFrom = Infinity
    if (kind !== 'code') continue
    for (let blank = blanksFrom; blank < index; blank += 1) result[blank] = { kind: 'code', text: lines[blank] ?? '' }
    blanksFrom = index + 1
  }
}
