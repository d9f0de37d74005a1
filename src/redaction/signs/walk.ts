import { codeUnitAt } from '../../core/code-unit.ts'
import { ADDRESS, AT, BACKSLASH, DOTTED, HIDDEN, LETTERED, NAMED, NUMBER, TOKEN } from './bits.ts'
import {
  BETWEEN_DIGITS,
  bitsBefore,
  CHARACTERS,
  codeAt,
  codeBefore,
  ENDS_VALUE,
  IS_DIGIT,
  IS_HEX,
  IS_LETTER,
  plainCode,
} from './characters.ts'
import { hidesAt, isReference, isSpelling } from './hidden.ts'
import { mayBeginSecret, mayEndSecretName } from './secret-name.ts'

/** As in `1) - 2`. */
const MOST_BETWEEN_DIGITS = 4
const FEWEST_DIGITS = 7
const BACKTICK = 0x60
/** Those of Norway. */
const SHORTEST_IBAN = 15

/**
 * What is remembered from one sign of a text to the next: where the last one of its kind stood, how many digits stood in a
 * row, and how many groups of them with dots between. One for all texts: most are short, and would take no longer to walk
 * through than to make one.
 */
export const walk: { [Of in 'digit' | 'digits' | 'dots' | 'colon' | 'pair' | 'softHyphen']: number } = {
  digit: 0,
  digits: 0,
  dots: 0,
  colon: 0,
  pair: 0,
  softHyphen: 0,
}

/** Far enough before a text that nothing in it stands beside it. */
const NOWHERE = -9

export function startWalk(): void {
  walk.digit = NOWHERE
  walk.digits = 0
  walk.dots = 0
  walk.colon = NOWHERE
  walk.pair = NOWHERE
  walk.softHyphen = NOWHERE
}

/** The signs of what stands at an index; `piece`: where the letters and digits begin that it stands among. */
export function signAt(text: string, index: number, piece: number): number {
  const code = codeUnitAt(text, index)
  switch (code) {
    case 0x26:
      return isReference(text, index) ? HIDDEN : 0
    case 0x2e:
      return (codeBefore(text, index - 1) | 0x20) === 0x77 && (codeBefore(text, index - 2) | 0x20) === 0x77
        ? ADDRESS
        : 0
    case 0x3a:
    case 0xff1a:
      return signOfColon(text, index) | signOfName(text, index)
    case 0x3d:
      return signOfName(text, index)
    case 0x40:
      return AT
    case 0x5c:
      return hidesAt(text, index, code) ? BACKSLASH | HIDDEN : BACKSLASH
    case 0xad:
      walk.softHyphen = index
      return 0
    default:
      if (isDigit(code)) return signOfDigits(text, index) | signOfScheme(text, piece)
      return hidesAt(text, index, code) ? HIDDEN : 0
  }
}

function isDigit(code: number): boolean {
  return ((CHARACTERS[code] ?? 0) & IS_DIGIT) !== 0
}

/** Of all digits from the first on. */
function signOfDigits(text: string, first: number): number {
  const { length } = text
  let end = first + 1
  while (end < length && isDigit(codeUnitAt(text, end))) end += 1
  const before = walk.digit
  walk.digit = end - 1
  walk.digits = end - first + (isAllBetween(text, before, first, BETWEEN_DIGITS) ? walk.digits : 0)
  walk.dots = first - before === 2 && plainCode(codeBefore(text, first - 1)) === 0x2e ? walk.dots + 1 : 0
  const isIban = end - first > 1 && isBehindLetters(text, first)
  return (
    (isSpelling(text, first) ? HIDDEN : 0) |
    (walk.dots === 3 ? DOTTED : 0) |
    (walk.digits >= FEWEST_DIGITS ? NUMBER : 0) |
    (isIban ? LETTERED : 0)
  )
}

/** Of a token in a header: `Authorization: Bearer …`. It holds a digit. */
function signOfScheme(text: string, piece: number): number {
  if (codeBefore(text, piece - 1) !== 0x20) return 0
  return text.startsWith('earer', piece - 6) || text.startsWith('Basic', piece - 6) ? TOKEN : 0
}

function isBehindLetters(text: string, index: number): boolean {
  if (text.length - index < SHORTEST_IBAN - 2) return false
  return (bitsBefore(text, index - 1) & bitsBefore(text, index - 2) & IS_LETTER) !== 0
}

function isAllBetween(text: string, before: number, behind: number, bit: number): boolean {
  if (before < 0 || behind - before - 1 > MOST_BETWEEN_DIGITS) return false
  for (let index = before + 1; index < behind; index += 1) if ((bitsBefore(text, index) & bit) === 0) return false
  return true
}

function signOfColon(text: string, index: number): number {
  const behind = codeAt(text, index + 1)
  const isGroup = isAllBetween(text, walk.colon, index, IS_HEX)
  walk.colon = index
  // `user:password`, which may begin with a backtick
  if (behind === BACKTICK || ((CHARACTERS[behind] ?? 0) & ENDS_VALUE) === 0) walk.pair = index
  return (isGroup ? DOTTED : 0) | (behind === 0x2f || behind === 0x5c ? ADDRESS : 0)
}

function signOfName(text: string, index: number): number {
  if (!mayEndSecretName(text, index)) return 0
  // The sign may be one of two characters.
  const behind = codeAt(text, index + 1)
  const isDouble = behind === 0x3d || behind === 0x3e
  return mayBeginSecret(text, index + 1) || (isDouble && mayBeginSecret(text, index + 2)) ? NAMED : 0
}
