import type { Detector } from '../../detector.ts'
import { findPrivateKeys } from './private-key.ts'
import { createTokenFinder } from './token.ts'
import { findPasswordsInUrls } from './url-password.ts'

/**
 * Finds keys, tokens and passwords that give access to something, tag `[SECRET]`: tokens with a prefix of their own,
 * private keys in PEM form, and the password in `scheme://user:password@host`.
 *
 * A secret without such a mark ("my password is …") is not found.
 *
 * @example createRedactor({ detectors: [secretDetector()] })
 */
export function secretDetector(): Detector {
  const findTokens = createTokenFinder()
  return {
    name: 'secret',
    tag: 'SECRET',
    version: 1,
    find: (text) => [...findTokens(text), ...findPrivateKeys(text), ...findPasswordsInUrls(text)],
  }
}
