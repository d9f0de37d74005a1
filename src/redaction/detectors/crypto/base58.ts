import { hash } from 'node:crypto'
import { codeUnitAt } from '../../../core/code-unit.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const NO_DIGIT = -1
const DIGITS = new Int8Array(128).fill(NO_DIGIT)
for (let digit = 0; digit < ALPHABET.length; digit += 1) DIGITS[ALPHABET.charCodeAt(digit)] = digit

/** A version byte, a hash of 20 bytes, a checksum of 4. */
const ADDRESS_BYTES = 25
const CHECKSUM_BYTES = 4
/** A number of 24 bits times 58 to the power of four, and a carry, are held exactly: big ones take many times as long. */
const LIMB = 2 ** 24
const LIMB_BYTES = 3
const DIGITS_AT_ONCE = 4
/** What may be tried is no longer than 34 digits, which are 200 bits. */
const LIMBS = 9

// Made once: lists and buffers for each address would cost more than the hashes of it.
const limbs = new Float64Array(LIMBS)
const bytes = Buffer.alloc(LIMBS * LIMB_BYTES)
const address = bytes.subarray(bytes.length - ADDRESS_BYTES)
const payload = address.subarray(0, ADDRESS_BYTES - CHECKSUM_BYTES)
const digest = Buffer.alloc(32)

/** True for an address in Base58Check: the last four bytes are the double SHA-256 of what stands before them. */
export function isBase58Address(text: string): boolean {
  if (!decode(text)) return false
  // As a text of one byte a character: a buffer of each digest takes three times as long.
  digest.write(hash('sha256', payload, 'binary'), 'latin1')
  const check = hash('sha256', digest, 'binary')
  for (let index = 0; index < CHECKSUM_BYTES; index += 1) {
    if (check.charCodeAt(index) !== address[payload.length + index]) return false
  }
  return true
}

/** Writes the bytes of an address of up to 34 digits; false when there are more of them, or a sign is no digit. */
function decode(text: string): boolean {
  limbs.fill(0)
  for (let start = 0; start < text.length; start += DIGITS_AT_ONCE) {
    const end = Math.min(text.length, start + DIGITS_AT_ONCE)
    let number = 0
    for (let index = start; index < end; index += 1) {
      const digit = DIGITS[codeUnitAt(text, index)] ?? NO_DIGIT
      if (digit === NO_DIGIT) return false
      number = number * 58 + digit
    }
    multiplyAndAdd(58 ** (end - start), number)
  }
  return writeBytes()
}

/** The lowest limb first. */
function multiplyAndAdd(factor: number, addend: number): void {
  let carry = addend
  for (let index = 0; index < LIMBS; index += 1) {
    const product = (limbs[index] ?? 0) * factor + carry
    carry = Math.floor(product / LIMB)
    limbs[index] = product - carry * LIMB
  }
}

function writeBytes(): boolean {
  for (let index = 0; index < LIMBS; index += 1) {
    bytes.writeUIntBE(limbs[index] ?? 0, bytes.length - (index + 1) * LIMB_BYTES, LIMB_BYTES)
  }
  return bytes[0] === 0 && bytes[1] === 0
}
