import { ADDRESS, AT, BACKSLASH, DASHES, DOTTED, HIDDEN, LETTERED, NAMED, NUMBER, TOKEN, USER } from './bits.ts'
import { BETWEEN_DIGITS, bitsAt, CHARACTERS, codeAt, IS_DIGIT, IS_HEX, IS_LETTER, plainCode } from './characters.ts'
import { hidesAt, isBehindReference, isSpelling } from './hidden.ts'
import { signsOfRuns } from './runs.ts'
import { mayBeginSecret, mayEndSecretName } from './secret-name.ts'

/**
 * Digits and punctuation that tell of something, foreign and full-width ones too, and signs that do not show. Each further
 * range costs: what hides a value besides is found beside these.
 */
const SIGN = /[\d:=@.\\\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u180e\u200b-\u206f\udb40\ufeff\uff0e-\uff5a]/g
/** As in `1) - 2`. */
const MOST_BETWEEN_DIGITS = 4
const FEWEST_DIGITS = 7
/** Those of Norway. */
const SHORTEST_IBAN = 15
/** A scheme such as "Basic" and a token; a password that a sentence gives is no shorter. */
const SHORTEST_PHRASE = 18
/** Of a line that begins or ends a private key. */
const SHORTEST_LINE = 25

let lastText = ''
let lastSigns = 0
/** Longer texts are not kept, so that none of them stays in memory. */
const LONGEST_KEPT = 65_536

/** The signs of a text (see `bits.ts`). The last answer is kept, as several ask for the same text. */
export function signsOf(text: string): number {
  if (lastText === text) return lastSigns
  const signs = signsOfCharacters(text) | signsOfRuns(text)
  if (text.length > LONGEST_KEPT) return signs
  lastText = text
  lastSigns = signs
  return signs
}

/** What the walk from one sign to the next remembers. */
type Walk = { digit: number; digits: number; dots: number; firstDigit: number; colon: number }

function signsOfCharacters(text: string): number {
  const dashes = text.length >= SHORTEST_LINE && text.includes('-----') ? DASHES : 0
  SIGN.lastIndex = 0
  if (!SIGN.test(text)) return dashes
  const walk: Walk = { digit: -9, digits: 0, dots: 0, firstDigit: 0, colon: -9 }
  let signs = dashes
  do signs |= signOf(text, SIGN.lastIndex - 1, walk)
  while (SIGN.test(text))
  // Most texts have no sign so far, and this search costs as much as all before it.
  if ((signs !== 0 || walk.digit >= 0) && text.includes('\u00ad')) signs |= HIDDEN
  return signs | signsOfPhrases(text, walk)
}

function signOf(text: string, index: number, walk: Walk): number {
  const code = text.charCodeAt(index)
  switch (code) {
    case 0x2e:
      if (isBehindReference(text, index)) return HIDDEN
      return (codeAt(text, index - 1) | 0x20) === 0x77 && (codeAt(text, index - 2) | 0x20) === 0x77 ? ADDRESS : 0
    case 0x3a:
    case 0xff1a:
      return signOfColon(text, index, walk) | signOfName(text, index)
    case 0x3d:
      return signOfName(text, index)
    case 0x40:
      return AT
    case 0x5c:
      return hidesAt(text, index, code) ? BACKSLASH | HIDDEN : BACKSLASH
    default:
      if (!isDigit(code)) return hidesAt(text, index, code) ? HIDDEN : 0
      return signOfDigit(text, index, walk)
  }
}

function isDigit(code: number): boolean {
  return ((CHARACTERS[code] ?? 0) & IS_DIGIT) !== 0
}

/** Those that stand only beside a colon or a digit. */
function signsOfPhrases(text: string, { digit, colon }: Walk): number {
  const user = colon >= 0 && text.includes('-u') ? USER : 0
  if (digit < 0 || text.length < SHORTEST_PHRASE) return user
  const hasScheme = text.includes('Bearer ') || text.includes('bearer ') || text.includes('Basic ')
  // Of "password is": a search for a rare letter passes over the others in no time.
  return user | (hasScheme ? TOKEN : 0) | (text.includes('word is ') ? NAMED : 0)
}

function signOfDigit(text: string, index: number, walk: Walk): number {
  const gap = index - walk.digit
  walk.digit = index
  if (gap > 1) {
    walk.firstDigit = index
    walk.digits = isAllBetween(text, index - gap, index, BETWEEN_DIGITS) ? walk.digits + 1 : 1
    walk.dots = gap === 2 && plainCode(codeAt(text, index - 1)) === 0x2e ? walk.dots + 1 : 0
    const hidden = isSpelling(text, index) ? HIDDEN : 0
    return hidden | (walk.dots === 3 ? DOTTED : 0) | (walk.digits >= FEWEST_DIGITS ? NUMBER : 0)
  }
  walk.digits += 1
  const isIban = index - walk.firstDigit === 1 && isBehindLetters(text, walk.firstDigit)
  return (walk.digits >= FEWEST_DIGITS ? NUMBER : 0) | (isIban ? LETTERED : 0)
}

function isBehindLetters(text: string, index: number): boolean {
  if (text.length - index < SHORTEST_IBAN - 2) return false
  return (bitsAt(text, index - 1) & bitsAt(text, index - 2) & IS_LETTER) !== 0
}

function isAllBetween(text: string, before: number, behind: number, bit: number): boolean {
  if (before < 0 || behind - before - 1 > MOST_BETWEEN_DIGITS) return false
  for (let index = before + 1; index < behind; index += 1) if ((bitsAt(text, index) & bit) === 0) return false
  return true
}

function signOfColon(text: string, index: number, walk: Walk): number {
  const behind = codeAt(text, index + 1)
  const isGroup = isAllBetween(text, walk.colon, index, IS_HEX)
  walk.colon = index
  return (isGroup ? DOTTED : 0) | (behind === 0x2f || behind === 0x5c ? ADDRESS : 0)
}

function signOfName(text: string, index: number): number {
  if (!mayEndSecretName(text, index)) return 0
  // The sign may be one of two characters.
  const behind = codeAt(text, index + 1)
  const isDouble = behind === 0x3d || behind === 0x3e
  return mayBeginSecret(text, index + 1) || (isDouble && mayBeginSecret(text, index + 2)) ? NAMED : 0
}
