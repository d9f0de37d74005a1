import { badOption } from '../core/check-options.ts'
import { signsOf } from './signs/index.ts'

/** A stretch of a text in UTF-16 code units; `end` is exclusive. */
export type Span = { readonly start: number; readonly end: number }

/**
 * Finds one kind of personal data or secret. One file each, so that a new kind is a new file.
 *
 * A detector runs while an app answers its user: its work must grow with the length of the text and no faster,
 * whatever the text holds.
 */
export type Detector = {
  /** Kebab case: the name under which replacements are counted. */
  readonly name: string
  /** In upper case; `EMAIL` prints `[EMAIL]`. Detectors that share a tag share its numbers. */
  readonly tag: string
  /** Raised when the same text would give other spans. */
  readonly version: number
  /** A text that holds none of these is not searched. Absent: every text is. */
  readonly prefilter?: readonly string[]
  /** The spans to be replaced, in any order; they may overlap. Never throws. */
  find(text: string): readonly Span[]
  /** Two values with the same key are one: they get the same number. Default: the value as it stands. */
  readonly key?: (value: string) => string
}

// Not a field of the detector: a copy of it with another `find` must not take the signs along.
const sought = new WeakMap<Detector, number>()

/** Says that a detector finds nothing in a text without one of these signs, nor in what stands between quotes in it. */
export function seeking(signs: number, detector: Detector): Detector {
  sought.set(detector, signs)
  return detector
}

/** The signs that a detector seeks; undefined when it must see every text. */
export function signsSoughtBy(detector: Detector): number | undefined {
  return sought.get(detector)
}

/** What one detector finds in a text that holds a sign of it, behind its prefilter. */
export function findSpans(detector: Detector, text: string): readonly Span[] {
  const signs = sought.get(detector)
  return signs === undefined || (signsOf(text) & signs) !== 0 ? findUngated(detector, text) : NONE
}

const NONE: readonly Span[] = []

/** What one detector finds in a text, whatever its signs. */
export function findUngated(detector: Detector, text: string): readonly Span[] {
  const { prefilter } = detector
  if (prefilter !== undefined && !prefilter.some((needle) => text.includes(needle))) return NONE
  const spans: readonly Span[] | Promise<unknown> = detector.find(text)
  if (!(spans instanceof Promise)) return checked(detector, spans)
  // Whoever throws later would end the process, with the text in its message.
  spans.catch(() => {})
  throw badOption(
    `The detector ${detector.name} does not answer at once`,
    'give it a find that returns spans, or make it a PiiDetector: redactPersonalData waits for those',
  )
}

/** What is no span would leave the value in the text without a word. */
function checked({ name }: Detector, spans: readonly Span[]): readonly Span[] {
  if (Array.isArray(spans) && spans.every(isSpan)) return spans
  throw badOption(`The detector ${name} returns what are no spans`, 'return a list such as [{ start: 3, end: 8 }]')
}

function isSpan(span: Partial<Span> | undefined): boolean {
  return typeof span?.start === 'number' && typeof span.end === 'number'
}
