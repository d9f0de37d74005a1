import { unitsOf } from '../../language/units.ts'

const FIRST_BEYOND_ASCII = 0x80
const SPACE = 0x20
/** What is kept for the next text. */
const KEPT = 16 * 1024

let bytes = Buffer.alloc(0)

/** The text in lower case, with one space for each run of what parts words and none around it; undefined where it is not all ASCII. */
export type FoldAscii = (text: string) => string | undefined

/**
 * For texts of ASCII does in one walk what `toLowerCase`, `replaceAll` and `trim` do, in a third of the time.
 *
 * @param parting a character that parts words
 */
export function asciiFolder(parting: RegExp): FoldAscii {
  const folded = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) => {
    const character = String.fromCharCode(code)
    return parting.test(character) ? SPACE : character.toLowerCase().charCodeAt(0)
  })
  return (text) => {
    const { units, size } = unitsOf(text)
    if (bytes.length < size || bytes.length > KEPT) bytes = Buffer.alloc(Math.max(KEPT, size))
    let end = 0
    let last = SPACE
    for (let index = 0; index < size; index += 1) {
      const code = units[index] ?? 0
      if (code >= FIRST_BEYOND_ASCII) return undefined
      const unit = folded[code] ?? 0
      // One comparison of both: spaces are frequent, two of them are not.
      if (((unit ^ SPACE) | (last ^ SPACE)) === 0) continue
      bytes[end] = unit
      end += 1
      last = unit
    }
    return bytes.toString('latin1', 0, end > 0 && last === SPACE ? end - 1 : end)
  }
}
