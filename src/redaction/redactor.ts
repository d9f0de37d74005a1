import { badOption } from '../core/check-options.ts'
import { createDetectorSet } from './detector-set.ts'
import { findSpans, type Detector } from './detector.ts'
import type { UrlDetectorOptions } from './detectors/url.ts'
import { knownDetectors, type KnownValue } from './known/known-values.ts'
import { detectorsOf, type RedactionPreset } from './presets.ts'
import { createNumberPrinter, printTags, type RedactionMode } from './printer.ts'
import { createScope, type RedactionScope } from './scope.ts'
import { createSurrogatePrinter, isSurrogate } from './surrogate/index.ts'
import { createStanding } from './surrogate/standing.ts'

export type RedactorOptions = UrlDetectorOptions & {
  /** What is masked (default `all`). */
  readonly preset?: RedactionPreset
  /** Instead of a preset: exactly these, the more important first. With a preset beside it: besides those of the preset. */
  readonly detectors?: readonly Detector[]
  /** Default `tag`. */
  readonly mode?: RedactionMode
  /** Values that are masked wherever they stand as words, whatever the detectors. */
  readonly known?: readonly KnownValue[]
  /**
   * What made-up values of mode `surrogate` follow from. Who has it can tell from which value one was made: at least 16
   * characters; keep it as you keep a password, and for as long as the same value is to give the same surrogate.
   */
  readonly secret?: string
}

/** Whoever tries all shorter ones finds the secret, and with it the values. */
const LEAST_SECRET = 16

/** What is known of a conversation before it is masked. */
export type ConversationFacts = {
  /** Besides the redactor's own. */
  readonly known?: readonly KnownValue[]
  /** Besides the redactor's own, less important. */
  readonly detectors?: readonly Detector[]
  /** Its texts: no made-up value of mode `surrogate` will equal one that stands in them. */
  readonly texts?: readonly string[]
}

/** Masks personal data and secrets. Holds no state of its own: see `begin`. */
export type Redactor = {
  /** The names of the detectors in force. */
  readonly rules: readonly string[]
  /** Rises whenever one of the detectors does. */
  readonly version: number
  /** In mode `tag`, what becomes of a text depends on nothing but the text. */
  readonly mode?: RedactionMode
  /** Begins a conversation: numbers and counts start anew. */
  begin(facts?: ConversationFacts): RedactionScope
}

/** Raised when masking itself changes, whatever the detectors. */
const MASKING_VERSION = 3

/**
 * Makes a redactor. Its work grows linearly with the text, so it may run while an app answers.
 *
 * Masking masked text changes nothing.
 *
 * Out of scope, and left as it is: names, postal addresses and dates of birth (pass `known`, or a detector that knows them);
 * numbers that something else than spaces, no-break spaces, dashes, dots, slashes and brackets splits, such as `<wbr>`,
 * `&nbsp;`, a thin space (U+2009) or line breaks; addresses that are split, or spelt as in "ada at corp dot test"; numbers in
 * words; base64; pictures; telephone numbers and cards in fenced code; secrets that neither their form nor a name tells.
 *
 * @throws FinetapError `bad_option` when there is no such preset or mode, a known value is no text, a detector cannot answer
 * at once, or mode `surrogate` has no secret of 16 characters or more.
 * @example
 * const scope = createRedactor({ preset: 'all', mode: 'numbered', known: ['Ada Lovelace'] }).begin()
 * scope.text('Ada Lovelace: ada@example.com or bob@example.com') // '[PERSON]: [EMAIL] or [EMAIL_2]'
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { mode = 'tag', known = [], secret = '' } = options
  refuseMode(mode, secret)
  const always = knownDetectors(known)
  const chosen = chosenDetectors(options)
  const detectors = createDetectorSet(always, chosen)
  return {
    rules: [...new Set(detectors.all.map((detector) => detector.name))],
    version: detectors.all.reduce((sum, detector) => sum + detector.version, MASKING_VERSION),
    mode,
    begin({ known: more = [], detectors: late = [], texts = [] } = {}) {
      const isMore = more.length + late.length > 0
      const all = isMore ? createDetectorSet([...knownDetectors(more), ...always], [...chosen, ...late]) : detectors
      if (mode !== 'surrogate') return createScope(all, mode === 'tag' ? printTags : createNumberPrinter())
      const standing = createStanding(texts)
      const isFound = (value: string): boolean => all.all.some((detector) => findsOther(detector, value))
      const print = createSurrogatePrinter({ secret, standing, isFound })
      return createScope(all, print, texts.length === 0 ? standing.add : undefined)
    },
  }
}

function chosenDetectors(options: RedactorOptions): readonly Detector[] {
  const { preset, detectors } = options
  for (const detector of detectors ?? []) refuseOdd(detector)
  if (detectors === undefined) return detectorsOf(preset ?? 'all', options)
  return preset === undefined ? detectors : [...detectorsOf(preset, options), ...detectors]
}

function refuseOdd({ name, find }: Partial<Detector>): void {
  if (typeof find === 'function') return
  throw badOption(
    `The detector ${String(name)} has no function find`,
    'pass detectors that answer at once; those that take their time work in redactPersonalData alone',
  )
}

function refuseMode(mode: RedactionMode, secret: string): void {
  if (mode === 'tag' || mode === 'numbered') return
  if (mode !== 'surrogate') {
    throw badOption(`There is no redaction mode "${String(mode)}"`, "use 'tag', 'numbered' or 'surrogate'")
  }
  if (typeof secret === 'string' && secret.length >= LEAST_SECRET) return
  const what = secret === '' ? 'Mode surrogate has no secret' : `The secret has fewer than ${LEAST_SECRET} characters`
  throw badOption(what, 'pass a long random text as secret, such as of `openssl rand -hex 32`, and keep it')
}

/** True when the detector finds something in a made-up value that is not made up. */
function findsOther(detector: Detector, value: string): boolean {
  return findSpans(detector, value).some(({ start, end }) => !isSurrogate(value.slice(start, end)))
}
