import { codeUnitAt } from '../../../core/code-unit.ts'

const SPACE = 0x20
const NO_SPACE = /\S/g
const WHITE = /\s/

/** Whether a text holds nothing but what stands from `start` to `end`, and white space around it. */
export function isAllThereIs(text: string, start: number, end: number): boolean {
  // The text is not trimmed: that would read all of it for each of the numbers in it.
  NO_SPACE.lastIndex = end
  if (NO_SPACE.test(text)) return false
  let before = start - 1
  while (before >= 0 && isWhite(text, before)) before -= 1
  return before < 0
}

function isWhite(text: string, index: number): boolean {
  return codeUnitAt(text, index) === SPACE || WHITE.test(text.charAt(index))
}
