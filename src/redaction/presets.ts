import { FinetapError } from '../core/errors.ts'
import type { Detector } from './detector.ts'
import { emailDetector } from './detectors/email.ts'
import { secretDetector } from './detectors/secret/index.ts'
import { urlDetector, type UrlDetectorOptions } from './detectors/url.ts'

/** `secrets`: keys, tokens, passwords. `pii`: e-mail addresses and URLs. `all`: both. */
export type RedactionPreset = 'secrets' | 'pii' | 'all'

/**
 * The detectors of a preset.
 *
 * @throws FinetapError `bad_option` when there is no such preset.
 */
export function detectorsOf(preset: RedactionPreset, options: UrlDetectorOptions = {}): readonly Detector[] {
  switch (preset) {
    case 'secrets':
      return [secretDetector()]
    case 'pii':
      return [emailDetector(), urlDetector(options)]
    case 'all':
      return [secretDetector(), emailDetector(), urlDetector(options)]
    default:
      throw new FinetapError('bad_option', {
        what: `There is no redaction preset "${String(preset)}"`,
        fix: `use 'secrets', 'pii' or 'all', or pass detectors`,
      })
  }
}
