import { unitsOf } from '../../language/units.ts'
import { beginSentences, ENDS, endsAlike } from './may-repeat.ts'

/** What most texts are not, so that the rules are soon done with them. */
export type TextFacts = {
  /** False: no sentence or line of it stands there four times. */
  readonly mayRepeat: boolean
  /** False: it holds no character that comes of damage. */
  readonly mayBeDamaged: boolean
  /** False: it holds no sign with which a token of a template begins. */
  readonly mayHoldTokens: boolean
}

const END = 1
const DAMAGE = 2
const TOKEN = 4

/** Control characters, the sign for what could not be read, beginnings of what was read in a wrong encoding, half characters. */
const DAMAGED =
  /[^\t\n\f\r -~\u00a0-\u00c1\u00c4-\u00cf\u00d2-\u00e1\u00e3-\u00ee\u00f1-\ud7ff\ue000-\ufffc\ufffe\uffff]/

let table: Uint8Array | undefined

/** What each code unit tells. */
function kindsOfUnits(): Uint8Array {
  table ??= makeTable()
  return table
}

function makeTable(): Uint8Array {
  const made = Uint8Array.from({ length: 0x1_00_00 }, (_, code) =>
    DAMAGED.test(String.fromCharCode(code)) ? DAMAGE : 0,
  )
  for (const sign of ENDS) made[sign.charCodeAt(0)] = END
  for (const sign of '<[#') made[sign.charCodeAt(0)] = TOKEN
  return made
}

/** Reads a text once for several rules. */
export function factsOf(text: string): TextFacts {
  const kinds = kindsOfUnits()
  const read = unitsOf(text)
  const { units, size } = read
  beginSentences()
  let told = 0
  let mayRepeat = false
  // The line feed behind the text ends its last line.
  for (let index = 0; index <= size; index += 1) {
    const kind = kinds[units[index] ?? 0] ?? 0
    told |= kind
    if (kind === END && !mayRepeat) mayRepeat = endsAlike(read, index)
  }
  return { mayRepeat, mayBeDamaged: (told & DAMAGE) !== 0, mayHoldTokens: (told & TOKEN) !== 0 }
}
