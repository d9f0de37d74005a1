import type { Detector } from './detector.ts'
import type { UrlDetectorOptions } from './detectors/url.ts'
import { createFinder } from './finder.ts'
import { detectorsOf, type RedactionPreset } from './presets.ts'
import { createScope, type RedactionMode, type RedactionScope } from './scope.ts'

export type RedactorOptions = UrlDetectorOptions & {
  /** What is masked (default `all`). */
  readonly preset?: RedactionPreset
  /** Instead of a preset: exactly these, the more important first. */
  readonly detectors?: readonly Detector[]
  /** Default `tag`. */
  readonly mode?: RedactionMode
  /**
   * About how many characters of text to remember with what was found in them, so that a text that comes again is not
   * searched again (default 4 Mi; 0 for texts that come once).
   */
  readonly memory?: number
}

/** Masks personal data and secrets. What was masked before does not change what is masked: see `begin`. */
export type Redactor = {
  /** The names of the detectors in force. */
  readonly rules: readonly string[]
  /** Rises whenever one of the detectors does. */
  readonly version: number
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
  const { preset = 'all', mode = 'tag', memory = 4 * 1_024 * 1_024 } = options
  const detectors = options.detectors ?? detectorsOf(preset, options)
  const find = createFinder(detectors, memory)
  return {
    rules: detectors.map((detector) => detector.name),
    version: detectors.reduce((sum, detector) => sum + detector.version, MASKING_VERSION),
    begin: () => createScope(find, mode),
  }
}
