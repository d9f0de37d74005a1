import { unitTable } from '../../language/lone-characters.ts'
import { roomFor, unitsOf, writtenText } from '../../language/units.ts'

const FIRST_BEYOND_ASCII = 0x80
const SPACE = 0x20

/** A text as it is compared, with one space for each run of what parts words. */
export type FoldText = (text: string) => string

type Folding = {
  /** What texts become, as of a pattern for the whole: lower case and the like. */
  readonly change: (text: string) => string
  /** Runs of characters that part words. */
  readonly parting: RegExp
  /** Whether spaces stay at the ends; default false. */
  readonly keepEnds?: boolean
}

/**
 * Changes a text and puts spaces for what parts its words. Texts of characters that do not care what stands beside them
 * are folded in one walk, in a third of the time.
 */
export function textFolder({ change, parting, keepEnds = false }: Folding): FoldText {
  const slowly = (text: string): string => {
    const folded = change(text).replaceAll(parting, ' ')
    return keepEnds ? folded : folded.trim()
  }
  const folded = unitTable((character) => change(character).replaceAll(parting, ' '))
  const ascii = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) => folded(code))
  return (text) => {
    const { units, size } = unitsOf(text)
    const room = roomFor(size)
    let end = 0
    let last = keepEnds ? 0 : SPACE
    for (let index = 0; index < size; index += 1) {
      const code = units[index] ?? 0
      const unit = code < FIRST_BEYOND_ASCII ? (ascii[code] ?? 0) : folded(code)
      if (unit === 0) return slowly(text)
      // One comparison of both: spaces are frequent, two of them are not.
      if (((unit ^ SPACE) | (last ^ SPACE)) === 0) continue
      room[end] = unit
      end += 1
      last = unit
    }
    return writtenText(!keepEnds && end > 0 && last === SPACE ? end - 1 : end)
  }
}
