import { seeking, type Detector, type Span } from '../detector.ts'
import { NUMBER } from '../signs/bits.ts'
import { readNumbers, touchesWord, type NumberChain } from './numbers/number-chains.ts'
import { plainText } from './numbers/plain-text.ts'

const GROUPED = /^\d{3}([- ])\d\d\1\d{4}$/
/** Area 000, 666 and 900 to 999, group 00 and serial 0000 were never given out (Social Security Administration). */
const ISSUED = /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/
/** In UTF-16 code units before the number. */
const REACH = 40
const CUE = /\bssn\b(?!(?:_\d+)?\])|social[ _-]?security|seguro social|社会安全|社会保障号/i

/**
 * Finds United States social security numbers, tag `[SSN]`: `460-89-9847`; with spaces or without any only behind "SSN"
 * or "social security". In fenced code it takes the word too.
 *
 * @example createRedactor({ detectors: [ssnDetector()] })
 */
export function ssnDetector(): Detector {
  return seeking(NUMBER, {
    name: 'ssn',
    tag: 'SSN',
    version: 1,
    find: findNumbers,
    key: (value) => plainText(value).replaceAll(/\D/g, ''),
  })
}

function findNumbers(text: string): readonly Span[] {
  const { plain, chains, isCode } = readNumbers(text)
  const spans: Span[] = []
  for (const chain of chains) {
    if (chain.digits.length !== 9 || !ISSUED.test(chain.digits) || !standsAlone(chain, plain)) continue
    const needsCue = !GROUPED.test(chain.text) || chain.text.includes(' ') || isCode(chain.start)
    if (needsCue && !hasCue(plain, chain.start)) continue
    spans.push({ start: chain.start, end: chain.end })
  }
  return spans
}

function standsAlone({ start, end, text, groups }: NumberChain, plain: string): boolean {
  if (groups.length !== 1 && !GROUPED.test(text)) return false
  if (touchesWord(plain, start - 1) || touchesWord(plain, end)) return false
  return (
    !/[-.]$/.test(plain.slice(Math.max(0, start - 1), start)) && !/^(?:-\w|[.,:]\d)/.test(plain.slice(end, end + 2))
  )
}

function hasCue(plain: string, start: number): boolean {
  return CUE.test(plain.slice(Math.max(0, start - REACH), start))
}
