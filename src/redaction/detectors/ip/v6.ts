import { isIPv6 } from 'node:net'
import type { Span } from '../../detector.ts'
import { isReservedV6 } from './reserved.ts'
import { isPublicV4 } from './v4.ts'

/** A group between two colons, or two colons: where an address is, and little else. */
const COLONS = /:[0-9A-Fa-f]{0,4}:/g
const RUN = /[0-9A-Fa-f:]+/y
/** The IPv4 address that may end it. */
const V4 = /\d{1,3}(?:\.\d{1,3}){3}/y
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
  while (start > 0 && colon - start <= LONGEST && /[0-9A-Fa-f:]/.test(plain.charAt(start - 1))) start -= 1
  return start
}

function endOfAddress(plain: string, start: number): number {
  RUN.lastIndex = start
  RUN.test(plain)
  const end = RUN.lastIndex
  V4.lastIndex = plain.lastIndexOf(':', end - 1) + 1
  if (V4.test(plain)) return V4.lastIndex
  // A colon of the sentence.
  return plain.charAt(end - 1) === ':' && plain.charAt(end - 2) !== ':' ? end - 1 : end
}

function isAlone(plain: string, start: number, end: number): boolean {
  return !/[\w.]$/.test(plain.slice(Math.max(0, start - 1), start)) && !/^(?:\w|:|\.\d)/.test(plain.slice(end, end + 2))
}

function isPublicV6(address: string): boolean {
  if (!isIPv6(address)) return false
  const mapped = MAPPED.exec(address)?.[1]
  if (mapped !== undefined) return isPublicV4(mapped)
  if (isReservedV6(address)) return false
  // Short ones must be of the part that is given out (2000::/3): `cafe::1` may also be a name in code.
  if (address.includes('::')) return /^[23][0-9a-f]{3}:/i.test(address)
  return /[0-9a-f]{3}/i.test(address)
}
