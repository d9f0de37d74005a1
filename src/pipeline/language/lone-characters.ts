// Unicode's forms and lower case look at whole texts: marks join letters, and a Greek sigma ends a word. Most characters
// are not concerned; texts of these alone are taken character by character, a tenth of the work.

/**
 * Stretches of code units that neither join what stands beside them nor change places with it, in any form of Unicode: no
 * marks, vowel signs or halves of syllables.
 */
const STRETCHES: readonly (readonly [number, number])[] = [
  [0x01, 0x2ff],
  [0x370, 0x482],
  [0x48a, 0x58f],
  [0x5d0, 0x5ea],
  [0x620, 0x64a],
  [0x660, 0x66f],
  [0x671, 0x6d3],
  [0x10d0, 0x10ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x20bf],
  [0x2100, 0x2bff],
  [0x3000, 0x3029],
  [0x3030, 0x3096],
  [0x309b, 0x30ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff5e],
]
/** Capital sigma becomes another letter at the end of a word. */
const SIGMA = 0x3a3
const PAGE = 256

/** What becomes of a code unit, or 0 where that cannot be said without its neighbours. */
export type UnitTable = (code: number) => number

/**
 * What `change` makes of each code unit by itself: 0 where it does not stay one, or where its neighbours count. Asked
 * once for a page of 256, then looked up.
 */
export function unitTable(change: (character: string) => string): UnitTable {
  const units = new Uint16Array(0x1_00_00)
  const known = new Uint8Array(units.length / PAGE)

  function learn(page: number): void {
    known[page] = 1
    for (let code = page * PAGE; code < (page + 1) * PAGE; code += 1) {
      if (code === SIGMA || !isLone(code)) continue
      const changed = change(String.fromCharCode(code))
      if (changed.length === 1 && isLone(changed.charCodeAt(0))) units[code] = changed.charCodeAt(0)
    }
  }

  return (code) => {
    const page = code >>> 8
    if (known[page] === 0) learn(page)
    return units[code] ?? 0
  }
}

/** Compared by what they say: in lower case, and in the form that knows no widths, ligatures and the like (NFKC). */
export const foldUnit: UnitTable = unitTable((character) => character.normalize('NFKC').toLowerCase())

/** In lower case and NFC. */
export const lowerUnit: UnitTable = unitTable((character) => character.normalize('NFC').toLowerCase())

function isLone(code: number): boolean {
  return STRETCHES.some(([first, last]) => code >= first && code <= last)
}

/** True for the two halves of a picture, which no form of Unicode changes. */
export function isPicture(high: number, low: number): boolean {
  if (low < 0xdc00 || low > 0xdfff) return false
  return high === 0xd83d || (high === 0xd83c && low >= 0xdf00) || (high === 0xd83e && low < 0xdf00)
}
