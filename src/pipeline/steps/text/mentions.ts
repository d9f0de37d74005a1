import { markAt } from './cue-starts.ts'

/** A name in a text, with what its sentence says before and behind it. */
export type Mention = { readonly name: string; readonly before: string; readonly after: string }

/** Who would have said so by then does not say so later. */
const MOST_MENTIONS = 500
const BEFORE = 140
const AFTER = 100
const LATIN_WORD = /[A-Za-z0-9_\u00c0-\u052f]/
const LATIN_LETTER = /[A-Za-z_\u00c0-\u052f]/
const SENTENCE_ENDS = /[.!?](?=\s)|[。！？\n]/g
const VERSION = /^[-\s]?v?\d[\w.-]{0,16}/

/** Takes a text and the places where the names may begin, and maybe others. */
type FindMentions = (text: string, starts: readonly number[]) => Generator<Mention>

/** Finds names of at least three Latin letters or two others, as whole words, with or without the number of a version, in the first 500 places where they stand. */
export function mentionsOf(names: readonly string[]): FindMentions {
  const longestFirst = [...new Set(names)].filter((name) => name !== '').sort((one, other) => other.length - one.length)
  const byMark = Map.groupBy(longestFirst, (name) => markAt(name, 0))
  return function* find(text, starts) {
    let count = 0
    let behind = 0
    for (const at of starts) {
      if (at < behind) continue
      const name = byMark.get(markAt(text, at))?.find((candidate) => stands(candidate, text, at))
      if (name === undefined) continue
      yield { name, before: sentenceBefore(text, at), after: sentenceAfter(text, at + name.length) }
      behind = at + name.length
      count += 1
      if (count === MOST_MENTIONS) return
    }
  }
}

/** Chinese and Japanese names stand without spaces between other words. */
function stands(name: string, text: string, index: number): boolean {
  if (!text.startsWith(name, index)) return false
  if (!LATIN_WORD.test(name.charAt(0))) return true
  return !LATIN_WORD.test(text.charAt(index - 1)) && !LATIN_LETTER.test(text.charAt(index + name.length))
}

function sentenceBefore(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - BEFORE), index).replaceAll('’', "'")
  let start = 0
  for (const match of before.matchAll(SENTENCE_ENDS)) start = match.index + 1
  return before.slice(start)
}

function sentenceAfter(text: string, index: number): string {
  const after = text.slice(index, index + AFTER).replace(VERSION, '')
  const end = after.search(SENTENCE_ENDS)
  return end === -1 ? after : after.slice(0, end)
}
