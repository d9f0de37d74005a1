import { codeUnitAt } from '../core/code-unit.ts'
import type { DetectorSet } from './detector-set.ts'
import type { Detector, Span } from './detector.ts'

/** A span and the detector that names it. `value`: what it shows, where that is not what stands there. */
export type Finding = Span & { readonly detector: Detector; readonly value?: string | undefined }

/** Around a find: the rest of a tag. */
const TAG_BEFORE = /\[([A-Z_]*)$/
const TAG_BEHIND = /^([A-Z_]*)(?:_\d+)?\]/
const LONGEST_TAG = 40

/** A tag that was printed in an earlier run, alone: never found again. */
const TAG = /^\[[A-Z][A-Z_]*(?:_\d+)?\]$/

/**
 * What the detectors find in a text, in order and without overlap.
 *
 * Spans that overlap become one, so that no end of a value is left over. It belongs to the longest of them; among
 * equals to the earliest, then to the detector named first.
 */
export function findAll(detectors: DetectorSet, text: string): readonly Finding[] {
  const found: Finding[] = []
  detectors.find(text, ({ start, end }, detector, value) => {
    // A detector of the app may be wrong about its text, and no end of a value may slip through for that.
    if (end > start && start >= 0 && !isOfTag(detectors.all, text, { start, end }))
      found.push({ start, end, detector, value })
  })
  return found.length < 2 ? found : joinOverlaps(found)
}

/** A tag, or a word within one: a user may be called Person. */
function isOfTag(detectors: readonly Detector[], text: string, { start, end }: Span): boolean {
  if (!mayOpenTag(codeUnitAt(text, start))) return false
  const value = text.slice(start, end)
  if (TAG.test(value)) return true
  if (value.length > LONGEST_TAG || !/^[A-Z_]+$/.test(value)) return false
  const before = TAG_BEFORE.exec(text.slice(Math.max(0, start - LONGEST_TAG), start))
  const behind = TAG_BEHIND.exec(text.slice(end, end + LONGEST_TAG))
  if (before === null || behind === null) return false
  const tag = `${before[1] ?? ''}${value}${behind[1] ?? ''}`
  return detectors.some((detector) => detector.tag === tag)
}

/** `[`, or a letter of a tag. */
function mayOpenTag(code: number): boolean {
  return (code >= 0x41 && code <= 0x5b) || code === 0x5f
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
    const { detector } = length > longest ? finding : last
    const end = Math.max(last.end, finding.end)
    const value = last.end === end ? last.value : undefined
    joined[joined.length - 1] = { start: last.start, end, detector, value }
    longest = Math.max(longest, length)
  }
  return joined
}
