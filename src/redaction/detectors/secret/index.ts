import type { Detector } from '../../detector.ts'
import { findMarkedTokens } from './marked-token.ts'
import { findNamedValues } from './named-value.ts'
import { findPrivateKeys } from './private-key.ts'
import { createTokenFinder } from './token.ts'
import { findPasswordsInUrls } from './url-password.ts'

/**
 * Finds keys, tokens and passwords that give access to something, tag `[SECRET]`: tokens with a prefix or another mark of
 * their own, private keys in PEM form, the password in `scheme://user:password@host`, and what stands behind a name such
 * as `password:` or `api_key=` and looks random: 3.5 bits of entropy for each character, or for passwords eight
 * characters of three kinds.
 *
 * A secret without any of these is not found.
 *
 * @example createRedactor({ detectors: [secretDetector()] })
 */
export function secretDetector(): Detector {
  const findTokens = createTokenFinder()
  return {
    name: 'secret',
    tag: 'SECRET',
    version: 2,
    find: (text) => [
      ...findTokens(text),
      ...findMarkedTokens(text),
      ...findPrivateKeys(text),
      ...findPasswordsInUrls(text),
      ...findNamedValues(text),
    ],
  }
}
