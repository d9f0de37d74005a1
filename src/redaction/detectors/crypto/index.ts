import { seeking, type Detector, type Span } from '../../detector.ts'
import { MIXED } from '../../signs/bits.ts'
import { touchesWord } from '../numbers/number-chains.ts'
import { isBase58Address } from './base58.ts'
import { isBech32Address } from './bech32.ts'
import { isEthereumAddress } from './ethereum.ts'

type Kind = { readonly shape: RegExp; readonly isAddress: (address: string) => boolean }

const KINDS: readonly Kind[] = [
  { shape: /0x[0-9A-Fa-f]{40}/g, isAddress: isEthereumAddress },
  { shape: /(?:bc|tb|ltc)1[02-9ac-hj-np-z]{11,71}|(?:BC|TB|LTC)1[02-9AC-HJ-NP-Z]{11,71}/g, isAddress: isBech32Address },
  // Bitcoin, Litecoin, Dogecoin, Tron: by their first sign.
  { shape: /(?<![A-Za-z0-9])[13LMDT][1-9A-HJ-NP-Za-km-z]{25,33}(?![A-Za-z0-9])/g, isAddress: isBase58Address },
]

/**
 * Finds addresses of crypto currencies, tag `[CRYPTO]`: Bitcoin and its kin (Base58Check, Bech32, Bech32m) and Ethereum,
 * each with its checksum. An Ethereum address in one case has none.
 *
 * @example createRedactor({ detectors: [cryptoDetector()] })
 */
export function cryptoDetector(): Detector {
  return seeking(MIXED, { name: 'crypto', tag: 'CRYPTO', version: 1, find: findAddresses, key: keyOf })
}

/** Only Base58 tells two addresses apart by case. */
function keyOf(address: string): string {
  return /^(?:0x|bc1|tb1|ltc1)/i.test(address) ? address.toLowerCase() : address
}

function findAddresses(text: string): readonly Span[] {
  const spans: Span[] = []
  for (const { shape, isAddress } of KINDS) {
    shape.lastIndex = 0
    for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
      const start = match.index
      const end = shape.lastIndex
      if (touchesWord(text, start - 1) || touchesWord(text, end) || !isAddress(match[0])) continue
      spans.push({ start, end })
    }
  }
  return spans
}
