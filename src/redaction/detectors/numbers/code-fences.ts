import type { Span } from '../../detector.ts'

const FENCE = /`{3,}|~{3,}/g

/**
 * The stretches between a Markdown fence and the next of its kind, wherever they stand: in JSON source a fence begins no
 * line. A fence that nothing closes opens no code, so that what follows it is still searched.
 */
export function codeFences(text: string): readonly Span[] {
  if (!text.includes('```') && !text.includes('~~~')) return []
  const spans: Span[] = []
  let open: { readonly sign: string; readonly length: number; readonly start: number } | undefined
  for (const match of text.matchAll(FENCE)) {
    const [fence] = match
    if (open === undefined) {
      open = { sign: fence.charAt(0), length: fence.length, start: match.index }
    } else if (fence.charAt(0) === open.sign && fence.length >= open.length) {
      spans.push({ start: open.start, end: match.index + fence.length })
      open = undefined
    }
  }
  return spans
}

/** True when `index` lies in one of the spans, which are in order. Binary, as a text may hold thousands. */
export function isWithin(spans: readonly Span[], index: number): boolean {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    const span = spans[middle]
    if (span === undefined) return false
    if (index < span.start) high = middle
    else if (index >= span.end) low = middle + 1
    else return true
  }
  return false
}
