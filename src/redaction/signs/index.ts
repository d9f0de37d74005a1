import { codeUnitAt } from '../../core/code-unit.ts'
import { DASHES, HIDDEN, NAMED, USER } from './bits.ts'
import { IN_PIECE, IS_SIGN, STEPS } from './characters.ts'
import { SHORTEST_PIECE, signsOfPiece } from './runs.ts'
import { signAt, startWalk, walk } from './walk.ts'

/** No address, number or secret is shorter: `a@b.co`, `ws://a`. */
const SHORTEST_VALUE = 6
/** A password that a sentence gives. */
const SHORTEST_PHRASE = 18
/** Of a line that begins or ends a private key. */
const SHORTEST_LINE = 25

let lastText = ''
let lastSigns = 0
/** Longer texts are not kept, so that none of them stays in memory. */
const LONGEST_KEPT = 65_536

/** The signs of a text (see `bits.ts`). The last answer is kept, as several ask for the same text. */
export function signsOf(text: string): number {
  if (text.length < SHORTEST_VALUE) return 0
  if (lastText === text) return lastSigns
  const signs = signsOfCharacters(text)
  if (text.length > LONGEST_KEPT) return signs
  lastText = text
  lastSigns = signs
  return signs
}

/**
 * One walk for everything. It takes no turn at most characters: one at the end of each word would cost more than all else.
 */
function signsOfCharacters(text: string): number {
  const { length } = text
  let signs = length >= SHORTEST_LINE && text.includes('-----') ? DASHES : 0
  let piece = 0
  startWalk()
  for (let index = 0; index < length; index += 1) {
    const step = STEPS[codeUnitAt(text, index)] ?? 0
    piece = (piece + 1) & -(step & IN_PIECE)
    if (step < IS_SIGN && piece !== SHORTEST_PIECE) continue
    if (piece === SHORTEST_PIECE) signs |= signsOfPiece(text, index + 1 - piece)
    // A number is looked at once, from its first digit on.
    if (step >= IS_SIGN && index > walk.digit) signs |= signAt(text, index, index + 1 - piece)
  }
  const { digit, pair, softHyphen } = walk
  if (softHyphen >= 0 && (signs !== 0 || digit >= 0)) signs |= HIDDEN
  if (pair >= 0 && text.includes('-u')) signs |= USER
  // Of "password is": a search for a rare letter passes over the others in no time.
  return digit >= 0 && length >= SHORTEST_PHRASE && text.includes('word is ') ? signs | NAMED : signs
}
