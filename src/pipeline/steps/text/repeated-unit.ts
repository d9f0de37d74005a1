import { proseOf } from './fenced-blocks.ts'
import { sentencesOf } from './sentences.ts'

const TIMES = 4
/** Items of lists are alike more often. */
const TIMES_IN_LISTS = 12
/** A group of up to this many sentences is told when it repeats as a whole. */
const LONGEST_GROUP = 8
const LEAST_CHARACTERS = 12
const LEAST_CHARACTERS_CJK = 5
const ITEM = /^(?:[-*+•]|\d{1,9}[.)]|[a-z][.)])\s+/i
const LETTER = /\p{L}/u
/** Lines of code without a fence. */
const CODE_SIGN = /[;{}<>=\\|]/

/**
 * The sentence, line or group of sentences that a text says four times on end (twelve times in a list). Short phrases do
 * not count, nor blocks of code and tables, which also part what stands before and behind them. The numbers of a list are
 * no part of its items.
 */
export function repeatedUnit(text: string): string | undefined {
  for (const prose of proseOf(text)) {
    const found = repeatedIn(prose)
    if (found !== undefined) return found
  }
  return undefined
}

function repeatedIn(prose: string): string | undefined {
  let notice = repetitions()
  let start = 0
  while (start < prose.length) {
    const newline = prose.indexOf('\n', start)
    const end = newline === -1 ? prose.length : newline
    const line = prose.slice(start, end).trim()
    if (line.startsWith('|')) notice = repetitions()
    else if (!isShort(line)) {
      const found = noticeLine(line, notice)
      if (found !== undefined) return found
    }
    start = end + 1
  }
  return undefined
}

function noticeLine(line: string, notice: (sentence: string, times: number) => boolean): string | undefined {
  const marker = ITEM.exec(line)?.[0].length ?? 0
  const times = marker > 0 ? TIMES_IN_LISTS : TIMES
  for (const sentence of sentencesOf(line.slice(marker))) {
    if (!isShort(sentence) && notice(sentence, times)) return sentence
  }
  return undefined
}

/** Takes sentences in their order; true when the last ones have been said `times` times on end. */
function repetitions(): (sentence: string, times: number) => boolean {
  const recent: string[] = Array.from({ length: LONGEST_GROUP }, () => '')
  const equal = new Uint32Array(LONGEST_GROUP + 1)
  let count = 0
  return (sentence, times) => {
    let isRepeated = false
    for (let group = 1; group <= LONGEST_GROUP; group += 1) {
      if (sentence !== recent[(count + LONGEST_GROUP - group) % LONGEST_GROUP]) {
        equal[group] = 0
        continue
      }
      const same = (equal[group] ?? 0) + 1
      equal[group] = same
      isRepeated ||= same >= (times - 1) * group
    }
    recent[count % LONGEST_GROUP] = sentence
    count += 1
    return isRepeated && LETTER.test(sentence) && !CODE_SIGN.test(sentence)
  }
}

function isShort(sentence: string): boolean {
  const isCjk = sentence.charCodeAt(0) >= 0x2e80
  return sentence.length < (isCjk ? LEAST_CHARACTERS_CJK : LEAST_CHARACTERS)
}
