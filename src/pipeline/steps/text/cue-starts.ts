import { codeUnitAt } from '../../../core/code-unit.ts'
import { unitsOf } from '../../language/units.ts'

const FIRST_BEYOND_LATIN = 0x530
const FIRST_CYRILLIC = 0x400

/** Where one of some words may begin in a text. */
export type Starts = {
  /** The first one first. */
  readonly places: readonly number[]
  /** The text has no character behind the Latin and Greek ones. */
  readonly isLatin: boolean
}

export type FindStarts = (text: string) => Starts

/**
 * Finds where words may begin, by their first characters: of Latin ones the first three, of others the first two. A
 * pattern of all the words would read a text ten times slower.
 */
export function startsOf(words: readonly string[]): FindStarts {
  const known = marksOf(words)
  return (text) => {
    const { units, size } = unitsOf(text)
    const found: number[] = []
    let first = units[0] ?? 0
    let second = units[1] ?? 0
    // Every bit of every character: soon done, and seldom too high.
    let all = first | second
    // Asks at each character, whatever it is: there is nothing to guess wrong.
    for (let index = 2; index < size; index += 1) {
      const third = units[index] ?? 0
      all |= third
      if (known[markOf(first, second, third)] === 1) found.push(index - 2)
      first = second
      second = third
    }
    for (let at = Math.max(0, size - 2); at < size; at += 1) if (known[markAt(text, at)] === 1) found.push(at)
    return { places: found, isLatin: all < FIRST_CYRILLIC }
  }
}

/** By mark: 1 where one of the words begins so. */
export function marksOf(words: readonly string[]): Uint8Array {
  const known = new Uint8Array(0x1_00_00)
  for (const word of words) known[markAt(word, 0)] = 1
  return known
}

/** A number that words with the same beginning share. Fewer characters would be everywhere. */
export function markAt(text: string, index: number): number {
  return markOf(codeUnitAt(text, index) || 0, codeUnitAt(text, index + 1) || 0, codeUnitAt(text, index + 2) || 0)
}

function markOf(first: number, second: number, third: number): number {
  return (((first << 8) ^ second) * 31 + (first < FIRST_BEYOND_LATIN ? third : 0)) & 0xffff
}
