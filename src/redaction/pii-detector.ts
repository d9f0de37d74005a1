import type { Detector, Span } from './detector.ts'

/** A find of a `PiiDetector`; its own `tag` when the detector finds several kinds. */
export type PiiSpan = Span & { readonly tag?: string }

type Found<Value> = Value | Promise<Value>

/**
 * A detector that may take its time, such as a model for names or a service. For datasets only: capture takes `Detector`s,
 * which answer at once.
 *
 * @example
 * const names: PiiDetector = { name: 'names', tag: 'PERSON', detect: (text) => myModel.namesIn(text) }
 * redactPersonalData({ preset: 'all', detectors: [names] })
 */
export type PiiDetector = {
  /** Kebab case: the name under which replacements are counted. */
  readonly name: string
  /** In upper case; `PERSON` prints `[PERSON]`. */
  readonly tag: string
  /** Raised when the same text would give other spans. Default 1. */
  readonly version?: number
  /** The spans to be replaced, in UTF-16 code units. What it throws fails the example: nothing passes unsearched. */
  detect(text: string): Found<readonly PiiSpan[]>
  /** The same for many texts at once, in their order. */
  detectAll?(texts: readonly string[]): Found<readonly (readonly PiiSpan[])[]>
  /** Two values with the same key are one. Default: the value as it stands. */
  readonly key?: (value: string) => string
}

export function isPiiDetector(detector: Detector | PiiDetector): detector is PiiDetector {
  return 'detect' in detector
}

/**
 * What the detectors find in these texts, as detectors that answer at once. They know these texts and no others.
 *
 * @throws TypeError when one gives what are no spans of the text; whatever a detector throws.
 */
export async function detectorsOfTexts(
  detectors: readonly PiiDetector[],
  texts: readonly string[],
): Promise<readonly Detector[]> {
  const known = await Promise.all(detectors.map((detector) => lookUpsOf(detector, texts)))
  return known.flat()
}

const failing = new WeakMap<Error, string>()

/** The name of the detector that threw the error; undefined of any other error. */
export function detectorThatThrew(error: unknown): string | undefined {
  return error instanceof Error ? failing.get(error) : undefined
}

async function lookUpsOf(detector: PiiDetector, texts: readonly string[]): Promise<readonly Detector[]> {
  try {
    return lookUps(detector, texts, await run(detector, texts))
  } catch (error) {
    if (error instanceof Error) failing.set(error, detector.name)
    throw error
  }
}

async function run(detector: PiiDetector, texts: readonly string[]): Promise<readonly (readonly PiiSpan[])[]> {
  if (detector.detectAll !== undefined) return detector.detectAll(texts)
  return Promise.all(texts.map(async (text) => detector.detect(text)))
}

function lookUps(
  { name, tag, version = 1, key }: PiiDetector,
  texts: readonly string[],
  found: readonly (readonly PiiSpan[])[],
): readonly Detector[] {
  if (!Array.isArray(found) || found.length !== texts.length) {
    throw new TypeError(`the detector ${name} must give a list of spans for each text`)
  }
  const byTag = new Map<string, Map<string, Span[]>>()
  for (const [index, text] of texts.entries()) {
    for (const span of found[index] ?? []) {
      refuseOutside(name, span, text)
      const ofTag = entry(byTag, span.tag ?? tag, () => new Map<string, Span[]>())
      entry(ofTag, text, (): Span[] => []).push({ start: span.start, end: span.end })
    }
  }
  return Array.from(byTag, ([ownTag, spans]): Detector => {
    const find = (text: string): readonly Span[] => spans.get(text) ?? []
    return { name, tag: ownTag, version, find, ...(key === undefined ? {} : { key }) }
  })
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function refuseOutside(name: string, { start, end }: Span, { length }: string): void {
  const isSpan = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length
  if (!isSpan) throw new TypeError(`the detector ${name} gave a span outside of its text`)
}
