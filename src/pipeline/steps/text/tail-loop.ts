import { codeUnitAt } from '../../../core/code-unit.ts'
import { fencedBlocks } from './fenced-blocks.ts'

/** A piece that a text repeats up to its end. `repeated` counts characters behind its first occurrence. */
export type TailLoop = { readonly piece: string; readonly repeated: number }

const LONGEST_PIECE = 180
const LEAST_REPEATED = 40
const LEAST_REPEATED_BY_NATURE = 1000
const LETTER = /\p{L}/u

/** The loop in which a text ends. Reads only its last characters: 180 pieces are tried, most fail at once. */
export function tailLoop(text: string): TailLoop | undefined {
  const end = text.trimEnd().length
  const last = codeUnitAt(text, end - 1)
  for (let length = 1; length <= LONGEST_PIECE && 2 * length <= end; length += 1) {
    // Of the 180 most fail here.
    if (codeUnitAt(text, end - 1 - length) !== last) continue
    const least = Math.max(2 * length, LEAST_REPEATED)
    if (repeatedBefore(text, end, length, least) < least) continue
    const piece = text.slice(end - length, end)
    const repeated = repeatedBefore(text, end, length, LEAST_REPEATED_BY_NATURE)
    return repeated >= LEAST_REPEATED_BY_NATURE || !repeatsByNature(text, end, piece) ? { piece, repeated } : undefined
  }
  return undefined
}

/** How many characters before `end` equal the one `length` before them, counted up to `most`. */
function repeatedBefore(text: string, end: number, length: number, most: number): number {
  let count = 0
  let at = end - 1
  while (count < most && at >= length && codeUnitAt(text, at) === codeUnitAt(text, at - length)) {
    at -= 1
    count += 1
  }
  return count
}

function repeatsByNature(text: string, end: number, piece: string): boolean {
  if (!LETTER.test(piece)) return true
  const lastLine = text.slice(text.lastIndexOf('\n', end - 1) + 1, end)
  return lastLine.trimStart().startsWith('|') || fencedBlocks(text).at(-1)?.end === text.length
}
