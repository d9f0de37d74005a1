/** Shannon's entropy of a text by its own characters, in bits for each: 4 for random hexadecimal, near 0 for `aaaa`. */
export function bitsPerSign(text: string): number {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
