import { FinetapError } from '../core/errors.ts'
import type { Detector } from './detector.ts'
import { cardDetector } from './detectors/card/index.ts'
import { cryptoDetector } from './detectors/crypto/index.ts'
import { emailDetector } from './detectors/email.ts'
import { ibanDetector } from './detectors/iban/index.ts'
import { ipDetector } from './detectors/ip/index.ts'
import { phoneDetector } from './detectors/phone/index.ts'
import { secretDetector } from './detectors/secret/index.ts'
import { ssnDetector } from './detectors/ssn.ts'
import { urlDetector, type UrlDetectorOptions } from './detectors/url.ts'

/**
 * `secrets`: keys, tokens, passwords. `pii`: e-mail addresses, URLs, IP addresses, IBANs, cards, social security numbers,
 * crypto addresses, telephone numbers. `all`: both. `none`: nothing but what other options name.
 */
export type RedactionPreset = 'secrets' | 'pii' | 'all' | 'none'

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
      return personal(options)
    case 'all':
      return [secretDetector(), ...personal(options)]
    case 'none':
      return []
    default:
      throw new FinetapError('bad_option', {
        what: `There is no redaction preset "${String(preset)}"`,
        fix: `use 'secrets', 'pii', 'all' or 'none', or pass detectors`,
      })
  }
}

/** Among spans of one length the first named wins: a card is no phone. */
function personal(options: UrlDetectorOptions): readonly Detector[] {
  return [
    emailDetector(),
    urlDetector(options),
    ipDetector(),
    ibanDetector(),
    cardDetector(),
    ssnDetector(),
    cryptoDetector(),
    phoneDetector(),
  ]
}
