import { codeUnitAt } from '../../core/code-unit.ts'
import { unitsOf } from './units.ts'

/** A writing system, by its letters. */
export type Script = (typeof SCRIPTS)[number]

export const SCRIPTS = [
  'none',
  'latin',
  'greek',
  'cyrillic',
  'armenian',
  'hebrew',
  'arabic',
  'devanagari',
  'bengali',
  'gurmukhi',
  'gujarati',
  'oriya',
  'tamil',
  'telugu',
  'kannada',
  'malayalam',
  'sinhala',
  'thai',
  'lao',
  'tibetan',
  'burmese',
  'georgian',
  'ethiopic',
  'khmer',
  'hangul',
  'kana',
  'han',
] as const

/**
 * First and last code unit of each stretch of letters (Unicode 16). Vowel signs of scripts that write them beside the
 * letter belong to it; the high surrogates of the planes of rare Han characters stand for one such character.
 */
const STRETCHES: readonly (readonly [Script, number, number])[] = [
  ['latin', 0x41, 0x5a],
  ['latin', 0x61, 0x7a],
  ['latin', 0xaa, 0xaa],
  ['latin', 0xba, 0xba],
  ['latin', 0xc0, 0xd6],
  ['latin', 0xd8, 0xf6],
  ['latin', 0xf8, 0x2af],
  ['latin', 0x1e00, 0x1eff],
  ['latin', 0xff21, 0xff3a],
  ['latin', 0xff41, 0xff5a],
  ['greek', 0x386, 0x3ff],
  ['greek', 0x1f00, 0x1ffc],
  ['cyrillic', 0x400, 0x481],
  ['cyrillic', 0x48a, 0x52f],
  ['armenian', 0x531, 0x556],
  ['armenian', 0x560, 0x588],
  ['hebrew', 0x5d0, 0x5f2],
  ['arabic', 0x620, 0x64a],
  ['arabic', 0x66e, 0x6d3],
  ['arabic', 0x6d5, 0x6d5],
  ['arabic', 0x6fa, 0x6ff],
  ['arabic', 0x750, 0x77f],
  ['arabic', 0xfb50, 0xfd3d],
  ['arabic', 0xfe70, 0xfefc],
  ['devanagari', 0x900, 0x963],
  ['devanagari', 0x970, 0x97f],
  ['bengali', 0x980, 0x9e3],
  ['bengali', 0x9f0, 0x9f1],
  ['gurmukhi', 0xa01, 0xa5e],
  ['gurmukhi', 0xa70, 0xa75],
  ['gujarati', 0xa81, 0xae3],
  ['oriya', 0xb01, 0xb63],
  ['tamil', 0xb82, 0xbd7],
  ['telugu', 0xc00, 0xc63],
  ['kannada', 0xc80, 0xce3],
  ['malayalam', 0xd00, 0xd57],
  ['sinhala', 0xd81, 0xddf],
  ['thai', 0xe01, 0xe3a],
  ['thai', 0xe40, 0xe4e],
  ['lao', 0xe81, 0xecd],
  ['tibetan', 0xf40, 0xfbc],
  ['burmese', 0x1000, 0x103f],
  ['georgian', 0x10a0, 0x10ff],
  ['hangul', 0x1100, 0x11ff],
  ['ethiopic', 0x1200, 0x135a],
  ['khmer', 0x1780, 0x17d3],
  ['han', 0x3005, 0x3007],
  ['kana', 0x3041, 0x3096],
  ['kana', 0x309d, 0x309f],
  ['kana', 0x30a1, 0x30fa],
  ['kana', 0x30fc, 0x30ff],
  ['hangul', 0x3131, 0x318e],
  ['kana', 0x31f0, 0x31ff],
  ['han', 0x3400, 0x4dbf],
  ['han', 0x4e00, 0x9fff],
  ['hangul', 0xac00, 0xd7a3],
  ['han', 0xd840, 0xd88d],
  ['han', 0xf900, 0xfaff],
  ['kana', 0xff66, 0xff9d],
]

const FIRST_DENSE = SCRIPTS.indexOf('hangul')

/** The script of each code unit, as an index into `SCRIPTS`: 64 KB, made when it is first asked for. */
let table: Uint8Array | undefined

function makeTable(): Uint8Array {
  const made = new Uint8Array(0x1_00_00)
  for (const [script, first, last] of STRETCHES) made.fill(SCRIPTS.indexOf(script), first, last + 1)
  return made
}

/** By code unit: 0 is no letter. */
export function letterTable(): Uint8Array {
  table ??= makeTable()
  return table
}

/** How many letters a text has: `cjk` of Chinese, Japanese and Korean, where a character says more, `other` of the rest. */
export type LetterCount = { readonly other: number; readonly cjk: number }

/** @param digits count digits with the letters; default false */
export function countLetters(text: string, { digits = false }: { readonly digits?: boolean } = {}): LetterCount {
  const scripts = letterTable()
  const { units, size } = unitsOf(text)
  let other = 0
  let cjk = 0
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    const script = scripts[code] ?? 0
    if (script >= FIRST_DENSE) cjk += 1
    else if (script > 0 || (digits && code >= 0x30 && code <= 0x39)) other += 1
  }
  return { other, cjk }
}

/** A character of Chinese, Japanese or Korean weighs as much as this many letters of other scripts. */
export const CJK_WEIGHT = 3

/** Letters of a text as a reader feels them: those of Chinese, Japanese and Korean count three times. */
export function weightOfLetters({ other, cjk }: LetterCount): number {
  return other + CJK_WEIGHT * cjk
}

/** True when the letters of a text weigh as much. Reads no further than it must. */
export function hasLetters(text: string, least: number): boolean {
  const scripts = letterTable()
  let weight = 0
  for (let index = 0; index < text.length && weight < least; index += 1) {
    const script = scripts[codeUnitAt(text, index)] ?? 0
    if (script > 0) weight += script >= FIRST_DENSE ? CJK_WEIGHT : 1
  }
  return weight >= least
}

/** How many letters of each script a text has, in the order of `SCRIPTS`; valid until the next call. */
export function countScripts(text: string): Uint32Array {
  const scripts = letterTable()
  const { units, size } = unitsOf(text)
  counts.fill(0)
  for (let index = 0; index < size; index += 1) {
    const script = scripts[units[index] ?? 0] ?? 0
    counts[script] = (counts[script] ?? 0) + 1
  }
  return counts
}

const counts = new Uint32Array(SCRIPTS.length)
