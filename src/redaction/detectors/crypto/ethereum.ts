import { keccak256 } from './keccak.ts'

/** True for `0x` and 40 hexadecimal digits; in mixed case only when the case is the checksum of EIP-55. */
export function isEthereumAddress(address: string): boolean {
  const digits = address.slice(2)
  const lower = digits.toLowerCase()
  if (digits === lower || digits === digits.toUpperCase()) return !/^(.)\1*$/.test(lower)
  const hash = keccak256(lower)
  for (let index = 0; index < digits.length; index += 1) {
    const digit = lower.charAt(index)
    const cased = Number.parseInt(hash.charAt(index), 16) >= 8 ? digit.toUpperCase() : digit
    if (cased !== digits.charAt(index)) return false
  }
  return true
}
