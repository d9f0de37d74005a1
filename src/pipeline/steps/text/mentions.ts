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

/** Finds names of at least three Latin letters or two others, as whole words, with or without the number of a version, in the first 500 places where they stand. */
export function mentionsOf(names: readonly string[]): (text: string) => Generator<Mention> {
  const longestFirst = [...new Set(names)].filter((name) => name !== '').sort((one, other) => other.length - one.length)
  const byMark = Map.groupBy(longestFirst, (name) => markOf(name, 0))
  const next = beginnings(longestFirst)
  return function* find(text) {
    let count = 0
    let index = next(text, 0)
    while (index !== -1 && count < MOST_MENTIONS) {
      const at = index
      const name = byMark.get(markOf(text, at))?.find((candidate) => stands(candidate, text, at))
      if (name !== undefined) {
        yield { name, before: sentenceBefore(text, at), after: sentenceAfter(text, at + name.length) }
        count += 1
      }
      index = next(text, at + (name?.length ?? 1))
    }
  }
}

/** Where characters stand that a name may begin with. A pattern of all names would read a text ten times slower. */
function beginnings(names: readonly string[]): (text: string, from: number) => number {
  const firsts = new Uint8Array(0x10000)
  const known = new Uint8Array(0x10000)
  for (const name of names) {
    firsts[name.charCodeAt(0)] = 1
    known[markOf(name, 0)] = 1
  }
  return (text, from) => {
    for (let index = from; index < text.length; index += 1) {
      if (firsts[text.charCodeAt(index)] === 1 && known[markOf(text, index)] === 1) return index
    }
    return -1
  }
}

/** Of Latin names the first three characters, of others the first two: shorter ones would be everywhere. */
function markOf(text: string, index: number): number {
  const first = text.charCodeAt(index)
  const second = text.charCodeAt(index + 1)
  const third = first < 0x530 ? text.charCodeAt(index + 2) : 0
  return (((first << 8) ^ second) * 31 + third) & 0xffff
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
