import type { Span } from '../detector.ts'
import { EVERY_HIDING, shownAs } from './hiding.ts'

/** A text as its reader sees it, and where what stands in it comes from. */
export type View = {
  readonly text: string
  /** The stretch of the original that a stretch of the view shows. */
  readonly origin: (span: Span) => Span
}

/** A piece of the view that differs from its original: where both begin, and how long each is. */
type Seam = { readonly at: number; readonly length: number; readonly from: number; readonly fromLength: number }

/**
 * The text without signs that do not show, with full-width letters as ASCII has them, and with `@` for `%40`, `&#64;` and
 * `\u0040`; undefined when it would be the same.
 *
 * What is not undone: base64, "ada at corp dot test", "(at)", words within pictures.
 */
export function viewOf(text: string): View | undefined {
  const seams: Seam[] = []
  let view = ''
  let from = 0
  for (const { 0: match, index } of text.matchAll(EVERY_HIDING)) {
    const shown = shownAs(match)
    if (shown === match) continue
    view += text.slice(from, index)
    seams.push({ at: view.length, length: shown.length, from: index, fromLength: match.length })
    view += shown
    from = index + match.length
  }
  if (seams.length === 0) return undefined
  return {
    text: view + text.slice(from),
    origin: ({ start, end }) => ({ start: originOf(seams, start), end: originOf(seams, end - 1, true) }),
  }
}

/** Where the sign at an index of the view begins in the original, or where it ends there. */
function originOf(seams: readonly Seam[], index: number, isEnd: boolean = false): number {
  const seam = lastUpTo(seams, index)
  if (seam === undefined) return index + (isEnd ? 1 : 0)
  const beyond = index - seam.at - seam.length
  if (beyond < 0) return seam.from + (isEnd ? seam.fromLength : 0)
  return seam.from + seam.fromLength + beyond + (isEnd ? 1 : 0)
}

/** The last seam that begins at the index or before it. Of several that show nothing at one place, the last. */
function lastUpTo(seams: readonly Seam[], index: number): Seam | undefined {
  let [low, high] = [0, seams.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((seams[middle]?.at ?? 0) <= index) low = middle + 1
    else high = middle
  }
  return seams[low - 1]
}
