import type { Detector } from './detector.ts'
import type { UrlDetectorOptions } from './detectors/url.ts'
import { detectorsOf, type RedactionPreset } from './presets.ts'
import { createScope, type RedactionMode, type RedactionScope } from './scope.ts'

export type RedactorOptions = UrlDetectorOptions & {
  /** What is masked (default `all`). */
  readonly preset?: RedactionPreset
  /** Instead of a preset: exactly these, the more important first. */
  readonly detectors?: readonly Detector[]
  /** Default `tag`. */
  readonly mode?: RedactionMode
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
  begin(): RedactionScope
}

/** Raised when masking itself changes, whatever the detectors. */
const MASKING_VERSION = 1

/**
 * Makes a redactor. Its work grows linearly with the text, so it may run while an app answers.
 *
 * Masking masked text changes nothing.
 *
 * @throws FinetapError `bad_option` when there is no such preset.
 * @example
 * const scope = createRedactor({ preset: 'all', mode: 'numbered' }).begin()
 * scope.text('Write to ada@example.com or bob@example.com') // 'Write to [EMAIL] or [EMAIL_2]'
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { preset = 'all', mode = 'tag' } = options
  const detectors = options.detectors ?? detectorsOf(preset, options)
  return {
    rules: detectors.map((detector) => detector.name),
    version: detectors.reduce((sum, detector) => sum + detector.version, MASKING_VERSION),
    mode,
    begin: () => createScope(detectors, mode),
  }
}
