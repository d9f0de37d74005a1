import { seeking, type Detector } from '../../detector.ts'
import { DOTTED } from '../../signs/bits.ts'
import { plainText } from '../numbers/plain-text.ts'
import { findV4 } from './v4.ts'
import { findV6 } from './v6.ts'

/**
 * Finds IPv4 and IPv6 addresses, tag `[IP]`.
 *
 * Kept: private, loopback, link-local, documentation and other reserved ranges, netmasks, and versions ("v1.2.3.4").
 *
 * @example createRedactor({ detectors: [ipDetector()] })
 */
export function ipDetector(): Detector {
  return seeking(DOTTED, {
    name: 'ip',
    tag: 'IP',
    version: 1,
    find: (text) => {
      const plain = plainText(text)
      return [...findV4(plain), ...findV6(plain)]
    },
    key: (value) => plainText(value).toLowerCase(),
  })
}
