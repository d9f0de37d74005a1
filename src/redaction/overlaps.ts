import { findSpans, type Detector, type Span } from './detector.ts'

/** A span and the detector that names it. */
export type Finding = Span & { readonly detector: Detector }

/** A tag that was printed in an earlier run, alone: never found again. */
const TAG = /^\[[A-Z][A-Z_]*(?:_\d+)?\]$/

/**
 * What the detectors find in a text, in order and without overlap.
 *
 * Spans that overlap become one, so that no end of a value is left over. It belongs to the longest of them; among
 * equals to the earliest, then to the detector named first.
 */
export function findAll(detectors: readonly Detector[], text: string): readonly Finding[] {
  const found: Finding[] = []
  for (const detector of detectors) {
    for (const { start, end } of findSpans(detector, text)) {
      if (end > start && !TAG.test(text.slice(start, end))) found.push({ start, end, detector })
    }
  }
  return found.length < 2 ? found : joinOverlaps(found)
}

function joinOverlaps(found: Finding[]): readonly Finding[] {
  // The sort is stable: among equals the detector named first stays first.
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const joined: Finding[] = []
  let longest = 0
  for (const finding of found) {
    const last = joined.at(-1)
    const length = finding.end - finding.start
    if (last === undefined || finding.start >= last.end) {
      joined.push(finding)
      longest = length
      continue
    }
    const detector = length > longest ? finding.detector : last.detector
    joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, finding.end), detector }
    longest = Math.max(longest, length)
  }
  return joined
}
