import { seeking, type Detector, type Span } from '../../detector.ts'
import { ADDRESS, DASHES, LONG, NAMED, TOKEN, USER } from '../../signs/bits.ts'
import { signsOf } from '../../signs/index.ts'
import { findMarkedTokens } from './marked-token.ts'
import { findNamedValues } from './named-value.ts'
import { findPrivateKeys } from './private-key.ts'
import { createTokenFinder } from './token.ts'
import { findPasswordsInUrls } from './url-password.ts'

/**
 * Finds keys, tokens and passwords that give access to something, tag `[SECRET]`: tokens with a prefix or another mark of
 * their own, private keys in PEM form, the password in `scheme://user:password@host`, and what stands behind a name such
 * as `password:` or `api_key=` and looks random: 3.5 bits of entropy for each character, or for passwords eight
 * characters of three kinds. Right behind a name and a sign, six letters and digits are a password too: `pwd=hunter2`.
 *
 * A secret without any of these is not found.
 *
 * @example createRedactor({ detectors: [secretDetector()] })
 */
export function secretDetector(): Detector {
  const findTokens = createTokenFinder()
  const finders: readonly (readonly [signs: number, find: (text: string) => readonly Span[]])[] = [
    [TOKEN, findTokens],
    [LONG, findMarkedTokens],
    [DASHES, findPrivateKeys],
    [ADDRESS | USER, findPasswordsInUrls],
    [NAMED, findNamedValues],
  ]
  return seeking(
    finders.reduce((sum, [signs]) => sum | signs, 0),
    {
      name: 'secret',
      tag: 'SECRET',
      version: 3,
      find(text) {
        const signs = signsOf(text)
        return finders.flatMap(([sought, find]) => ((signs & sought) === 0 ? [] : find(text)))
      },
    },
  )
}
