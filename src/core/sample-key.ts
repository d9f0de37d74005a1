import { codeUnitAt } from './code-unit.ts'
/** How many characters of each end of a text are looked at. */
const SAMPLE = 16

/** A number of 32 bits that equal texts share, and unequal ones rarely do: of the length and the two ends. Cheap. */
export function sampleKey(seed: number, text: string): number {
  let key = mixKey(seed, text.length)
  const head = Math.min(SAMPLE, text.length)
  for (let index = 0; index < head; index += 1) key = mixKey(key, codeUnitAt(text, index))
  for (let index = Math.max(head, text.length - SAMPLE); index < text.length; index += 1) {
    key = mixKey(key, codeUnitAt(text, index))
  }
  return key
}

/** Takes one more number into a key. */
export function mixKey(key: number, value: number): number {
  const mixed = Math.imul(key ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
