import { codeUnitAt } from '../../../core/code-unit.ts'
import { keccak256 } from './keccak.ts'

const PREFIX_LENGTH = 2
const SMALL_A = 0x61
const CAPITAL_A = 0x41

/** True for `0x` and 40 hexadecimal digits; in mixed case only when the case is the checksum of EIP-55. */
export function isEthereumAddress(address: string): boolean {
  const digits = address.slice(PREFIX_LENGTH)
  const lower = digits.toLowerCase()
  if (digits === lower || digits === digits.toUpperCase()) return !/^(.)\1*$/.test(lower)
  const hash = keccak256(lower)
  for (let index = 0; index < digits.length; index += 1) {
    const code = codeUnitAt(digits, index)
    if (code < CAPITAL_A) continue
    const half = ((hash[index >> 1] ?? 0) >> (index % 2 === 0 ? 4 : 0)) & 0xf
    if (half >= 8 === code >= SMALL_A) return false
  }
  return true
}
