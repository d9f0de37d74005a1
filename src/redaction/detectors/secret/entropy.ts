import { codeUnitAt } from '../../../core/code-unit.ts'

/** Shannon's entropy of a text by its own characters, in bits for each: 4 for random hexadecimal, near 0 for `aaaa`. */
export function bitsPerSign(text: string): number {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** Sums of whole numbers do not drift, however often one is added and taken off. */
const SCALE = 2 ** 14
/** Of values that are tested, in UTF-16 code units. */
const LONGEST = 512
/** By how much the sum of `n * log2(n)` over all signs grows with one more of a sign, by how many there were. */
const GROWTH = Int32Array.from({ length: LONGEST }, (_, count) => weightOf(count + 1) - weightOf(count))
/** More than what all roundings together make of the bits of a sign. */
const TOLERANCE = 0.001
const ASCII = 0x80

/**
 * Makes a test whether a stretch of the text has so many bits for each sign. For stretches whose beginnings rise: where one
 * lies over the last, only what it has not in common with that is counted.
 */
export function createEntropyTest(text: string, least: number): (start: number, end: number) => boolean {
  const ascii = new Uint16Array(ASCII)
  const others = new Map<number, number>()
  let [first, behind, signs, sum] = [0, 0, 0, 0]

  function count(code: number, step: 1 | -1): void {
    const before = code < ASCII ? (ascii[code] ?? 0) : (others.get(code) ?? 0)
    const now = before + step
    if (code < ASCII) ascii[code] = now
    else others.set(code, now)
    signs += step
    sum += step === 1 ? (GROWTH[before] ?? 0) : -(GROWTH[now] ?? 0)
  }

  /** The half of a pair that stands alone in the stretch is a sign of its own. */
  function append(): void {
    const code = codeUnitAt(text, behind)
    const high = behind > first ? codeUnitAt(text, behind - 1) : 0
    const isPair = isLow(code) && isHigh(high)
    if (isPair) count(high, -1)
    count(isPair ? pairOf(high, code) : code, 1)
    behind += 1
  }

  function dropFirst(): void {
    const code = codeUnitAt(text, first)
    const low = first + 1 < behind ? codeUnitAt(text, first + 1) : 0
    const isPair = isHigh(code) && isLow(low)
    count(isPair ? pairOf(code, low) : code, -1)
    if (isPair) count(low, 1)
    first += 1
  }

  function dropLast(): void {
    behind -= 1
    const code = codeUnitAt(text, behind)
    const high = behind > first ? codeUnitAt(text, behind - 1) : 0
    const isPair = isLow(code) && isHigh(high)
    count(isPair ? pairOf(high, code) : code, -1)
    if (isPair) count(high, 1)
  }

  return (start, end) => {
    while (first < Math.min(start, behind)) dropFirst()
    if (first < start) [first, behind] = [start, start]
    while (behind < end) append()
    while (behind > end) dropLast()
    const bits = (signs * Math.log2(end - start) - sum / SCALE) / (end - start)
    return Math.abs(bits - least) < TOLERANCE ? bitsPerSign(text.slice(start, end)) >= least : bits > least
  }
}

function weightOf(count: number): number {
  return count === 0 ? 0 : Math.round(count * Math.log2(count) * SCALE)
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

function pairOf(high: number, low: number): number {
  return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
}
