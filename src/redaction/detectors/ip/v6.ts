import { isIPv6 } from 'node:net'
import { codeUnitAt } from '../../../core/code-unit.ts'
import type { Span } from '../../detector.ts'
import { CHARACTERS, IS_HEX } from '../../signs/characters.ts'
import { isReservedV6 } from './reserved.ts'
import { isPublicV4 } from './v4.ts'

/** A group between two colons, or two colons: where an address is, and little else. */
const COLONS = /:[0-9A-Fa-f]{0,4}:/g
const RUN = /[0-9A-Fa-f:]+/y
/** The IPv4 address that may end it. */
const V4 = /\d{1,3}(?:\.\d{1,3}){3}/y
const COLON = 0x3a
/** Eight groups of four with colons between them. */
const LONGEST = 39
const MAPPED = /^::ffff:(\d[\d.]+)$/i

/** IPv6 addresses that are public, also IPv4 ones in IPv6 (`::ffff:…`). */
export function findV6(plain: string): Span[] {
  const spans: Span[] = []
  COLONS.lastIndex = 0
  for (let match = COLONS.exec(plain); match !== null; match = COLONS.exec(plain)) {
    const start = startOfRun(plain, match.index)
    const end = endOfAddress(plain, start)
    COLONS.lastIndex = Math.max(end, COLONS.lastIndex)
    if (end - start > LONGEST) continue
    const address = plain.slice(start, end)
    if (isAlone(plain, start, end) && isPublicV6(address)) spans.push({ start, end })
  }
  return spans
}

function startOfRun(plain: string, colon: number): number {
  let start = colon
  while (start > 0 && colon - start <= LONGEST && isOfRun(codeUnitAt(plain, start - 1))) start -= 1
  return start
}

function isOfRun(code: number): boolean {
  return code === COLON || ((CHARACTERS[code] ?? 0) & IS_HEX) !== 0
}

function endOfAddress(plain: string, start: number): number {
  RUN.lastIndex = start
  RUN.test(plain)
  const end = RUN.lastIndex
  if (plain.charAt(end) === '.') {
    V4.lastIndex = plain.lastIndexOf(':', end - 1) + 1
    if (V4.test(plain)) return V4.lastIndex
  }
  // A colon of the sentence.
  return plain.charAt(end - 1) === ':' && plain.charAt(end - 2) !== ':' ? end - 1 : end
}

function isAlone(plain: string, start: number, end: number): boolean {
  if (start > 0 && /[\w.]/.test(plain.charAt(start - 1))) return false
  return end === plain.length || !/^(?:\w|:|\.\d)/.test(plain.slice(end, end + 2))
}

/** What costs least is asked first: most of what has colons is no address. */
function isPublicV6(address: string): boolean {
  if (address.startsWith('::')) {
    const mapped = MAPPED.exec(address)?.[1]
    return mapped !== undefined && isIPv6(address) && isPublicV4(mapped)
  }
  return isLong(address) && !isReservedV6(address) && isIPv6(address)
}

/** Short ones must be of the part that is given out (2000::/3): `cafe::1` may also be a name in code. */
function isLong(address: string): boolean {
  return address.includes('::') ? /^[23][0-9a-f]{3}:/i.test(address) : /[0-9a-f]{3}/i.test(address)
}
