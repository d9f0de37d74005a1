import { createHash } from 'node:crypto'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** A version byte, a hash of 20 bytes, a checksum of 4. */
const ADDRESS_BYTES = 25
/** As many as a number holds exactly: work with big ones takes many times as long. */
const DIGITS_AT_ONCE = 9

/** True for an address in Base58Check: the last four bytes are the double SHA-256 of what stands before them. */
export function isBase58Address(address: string): boolean {
  const bytes = decodeBase58(address)
  if (bytes === undefined) return false
  const payload = bytes.subarray(0, ADDRESS_BYTES - 4)
  return sha256(sha256(payload))
    .subarray(0, 4)
    .equals(bytes.subarray(ADDRESS_BYTES - 4))
}

function decodeBase58(address: string): Buffer | undefined {
  let value = 0n
  for (let start = 0; start < address.length; start += DIGITS_AT_ONCE) {
    const digits = address.slice(start, start + DIGITS_AT_ONCE)
    let number = 0
    for (const sign of digits) {
      const digit = ALPHABET.indexOf(sign)
      if (digit === -1) return undefined
      number = number * 58 + digit
    }
    value = value * 58n ** BigInt(digits.length) + BigInt(number)
  }
  const hex = value.toString(16)
  return hex.length > ADDRESS_BYTES * 2 ? undefined : Buffer.from(hex.padStart(ADDRESS_BYTES * 2, '0'), 'hex')
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
