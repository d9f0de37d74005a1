import type { Example } from '../../core/example.ts'
import { keep, type StatelessStep, type Step } from '../../core/step.ts'
import { isPiiDetector, type Detector, type KnownValue, type PiiDetector } from '../../redaction/index.ts'
import { detectorsOfTexts } from '../../redaction/pii-detector.ts'
import { createRedactor, type Redactor, type RedactorOptions } from '../../redaction/redactor.ts'
import { TOO_DEEP } from '../../redaction/mask-json.ts'
import { maskExample } from '../mask-example.ts'
import { checkRedaction } from './check-redaction.ts'
import { knownOf, type KnownOfExample } from './known-of-example.ts'
import { withFlags } from './judge-answers.ts'

/** As of `createRedactor`, but numbered by default. */
export type RedactPersonalDataOptions = Omit<RedactorOptions, 'detectors' | 'known'> & {
  /**
   * Besides those of the preset, which is `all` by default here, too: for these alone, say `preset: 'none'`. Those that take
   * their time are welcome.
   */
  readonly detectors?: readonly (Detector | PiiDetector)[]
  /**
   * Values that the app knows to be personal: always the same ones, or those of an example, such as the name of its user.
   * Ids of an example that are e-mail addresses are known anyway.
   */
  readonly known?: readonly KnownValue[] | ((example: Example) => readonly KnownValue[])
  /**
   * What becomes of an example when a detector that takes its time fails. `'throw'` (default): the step fails on it.
   * `'flag'`: it is masked by the others and flagged `detector_failed`.
   */
  readonly onDetectorError?: 'throw' | 'flag'
}

/**
 * Replaces personal data and secrets by tags such as `[EMAIL]`, in texts, reasoning, tool calls and results, tool
 * descriptions, ids and what people said about an answer. A second distinct value within an example prints `[EMAIL_2]`.
 *
 * @throws FinetapError `bad_option` as of `createRedactor`
 * @example
 * buildDataset({ steps: [redactPersonalData({ known: (example) => namesOf(example.userId) })], … })
 * buildDataset({ redact: { mode: 'surrogate', secret: process.env.SURROGATE_SECRET }, … })
 */
export function redactPersonalData(options: RedactPersonalDataOptions = {}): StatelessStep {
  checkRedaction(options)
  const redactor = redactorOf(options)
  const slow = (options.detectors ?? []).filter(isPiiDetector)
  const mayFail = options.onDetectorError === 'flag'
  // A list is the redactor's own: thousands of names are not to be prepared anew for each example.
  const knownOfEach = typeof options.known === 'function' ? options.known : undefined
  const step: StatelessStep = {
    name: 'redact-personal-data',
    version: slow.reduce((sum, { version = 1 }) => sum + version, redactor.version),
    apply(example) {
      const known = knownOf(example, knownOfEach)
      if (slow.length === 0) return keep(mask(example, redactor, known, []))
      return detectorsOfTexts(slow, textsOf(example)).then(
        (detectors) => keep(mask(example, redactor, known, detectors)),
        (error: unknown) => {
          if (!mayFail) throw error
          return keep(withFlags(mask(example, redactor, known, []), ['detector_failed']))
        },
      )
    },
  }
  maskings.set(step, { redactor, known: knownOfEach, waitsFor: slow.map(({ name }) => name) })
  return step
}

/**
 * What a step masks with: for a look at the finished rows. `known`: besides the redactor's own. `waitsFor`: the names of
 * the detectors that take their time.
 */
export type Masking = {
  readonly redactor: Redactor
  readonly known: KnownOfExample | undefined
  readonly waitsFor: readonly string[]
}

const maskings = new WeakMap<Step, Masking>()

/** Undefined for any other step. */
export function maskingOf(step: Step): Masking | undefined {
  return maskings.get(step)
}

/** The redactor of the step's options, without the detectors that take their time. */
export function redactorOf(options: RedactPersonalDataOptions): Redactor {
  const { detectors = [], known, onDetectorError: _, ...rest } = options
  const atOnce = detectors.flatMap((detector) => (isPiiDetector(detector) ? [] : [detector]))
  const always = typeof known === 'function' || known === undefined ? {} : { known }
  return createRedactor({ mode: 'numbered', ...rest, preset: rest.preset ?? 'all', ...always, detectors: atOnce })
}

function mask(
  example: Example,
  redactor: Redactor,
  known: readonly KnownValue[],
  detectors: readonly Detector[],
): Example {
  const texts = redactor.mode === 'surrogate' ? [JSON.stringify(example)] : []
  const scope = redactor.begin({ known, detectors, texts })
  const masked = maskExample(example, scope)
  if (Object.keys(scope.counts).length === 0) return isCut(masked, example) ? masked : example
  return { ...masked, redactions: addCounts(example.redactions, scope.counts) }
}

/** True where JSON was too deep to be searched, so that nobody knows what stood there. */
function isCut(masked: Example, example: Example): boolean {
  return masked !== example && JSON.stringify(masked).includes(TOO_DEEP)
}

/** Each text as it will be searched, once. */
function textsOf(example: Example): readonly string[] {
  const texts = new Set<string>()
  const note: Detector = {
    name: 'note',
    tag: 'NOTE',
    version: 1,
    find(text) {
      texts.add(text)
      return []
    },
  }
  const scope = createRedactor({ detectors: [note] }).begin()
  // Names of tools and ids of calls are no sentences: a model that looks for names would find some in them.
  maskExample(example, { ...scope, label: (label) => label })
  return [...texts]
}

type Counts = { readonly [rule: string]: number }

function addCounts(before: Counts, counts: Counts): Counts {
  const sum = { ...before }
  for (const [rule, count] of Object.entries(counts)) sum[rule] = (sum[rule] ?? 0) + count
  return sum
}
