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

/** What one detector finds in a text, behind its prefilter. */
export function findSpans(detector: Detector, text: string): readonly Span[] {
  const { prefilter } = detector
  if (prefilter !== undefined && !prefilter.some((needle) => text.includes(needle))) return []
  return detector.find(text)
}
