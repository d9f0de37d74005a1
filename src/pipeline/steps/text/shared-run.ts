import { someWord, WORD_WEIGHT } from './words.ts'

/** The runs of five words that a text holds, as numbers. */
export type RunSet = ReadonlySet<number>

type SharedRunLimits = { readonly words: number; readonly characters: number }

/** Takes a run of five words: its number, what all weigh and the last, where it starts and ends. `true` ends the reading. */
type RunVisitor = (run: number, weight: number, lastWeight: number, start: number, end: number) => boolean

const LENGTH = 5
const BASE = 0x01000193
/** What a word is multiplied by when it leaves its run. */
const BASE_OF_LEAVING = Array.from({ length: LENGTH }).reduce<number>((power) => Math.imul(power, BASE), 1)

export function runsOf(text: string): RunSet {
  const runs = new Set<number>()
  someRun(text, (run) => {
    runs.add(run)
    return false
  })
  return runs
}

/**
 * True when a text shares so many words on end, or so many characters of such words, with the one behind `runs`, but not
 * with the one behind `except`. A stretch is shared when each five words of it are.
 */
export function sharesRun(text: string, runs: RunSet, limits: SharedRunLimits, except?: RunSet): boolean {
  const leastWeight = limits.words * WORD_WEIGHT
  let from = -1
  let total = 0
  return someRun(text, (run, weight, lastWeight, start, end) => {
    if (!runs.has(run) || except?.has(run) === true) {
      from = -1
      return false
    }
    total = from === -1 ? weight : total + lastWeight
    if (from === -1) from = start
    return total >= leastWeight || end - from >= limits.characters
  })
}

/** Shows each run of five words, until the visitor says `true`. */
function someRun(text: string, visit: RunVisitor): boolean {
  const prints = new Int32Array(LENGTH)
  const weights = new Int32Array(LENGTH)
  const starts = new Int32Array(LENGTH)
  let [count, place, run, sum] = [0, 0, 0, 0]
  return someWord(text, (print, weight, start, end) => {
    run = (Math.imul(run, BASE) + print - Math.imul(prints[place] ?? 0, BASE_OF_LEAVING)) | 0
    sum += weight - (weights[place] ?? 0)
    prints[place] = print
    weights[place] = weight
    starts[place] = start
    place = place === LENGTH - 1 ? 0 : place + 1
    count += 1
    return count >= LENGTH && visit(run, sum, weight, starts[place] ?? 0, end)
  })
}
