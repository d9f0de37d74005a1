const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
/** What the checksum comes to: Bech32 (BIP 173) and Bech32m (BIP 350). */
const CHECKSUMS = [1, 0x2bc830a3]

/** True for an address whose Bech32 or Bech32m checksum is right; all in lower or all in upper case. */
export function isBech32Address(address: string): boolean {
  const lower = address.toLowerCase()
  if (address !== lower && address !== address.toUpperCase()) return false
  const separator = lower.lastIndexOf('1')
  const values = prefixValues(lower.slice(0, separator))
  for (const sign of lower.slice(separator + 1)) {
    const value = ALPHABET.indexOf(sign)
    if (value === -1) return false
    values.push(value)
  }
  return CHECKSUMS.includes(polymod(values))
}

function prefixValues(prefix: string): number[] {
  const codes = prefix.split('').map((sign) => sign.charCodeAt(0))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

function polymod(values: readonly number[]): number {
  let checksum = 1
  for (const value of values) {
    const top = checksum >> 25
    checksum = ((checksum & 0x1ffffff) << 5) ^ value
    for (let bit = 0; bit < GENERATOR.length; bit += 1) if (((top >> bit) & 1) === 1) checksum ^= GENERATOR[bit] ?? 0
  }
  return checksum
}
