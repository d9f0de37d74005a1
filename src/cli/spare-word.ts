import { basename, resolve } from 'node:path'
import { DEFAULT_DIRECTORY } from '../default-recorder.ts'
import { isRecorded } from './recorded.ts'
import { shellWord } from './shell-word.ts'
import type { Flag, Verb } from './verb.ts'

export type SpareWord = {
  readonly word: string
  /** The word too many that comes after it. */
  readonly next: string | undefined
  /** The flag that stands right before it. */
  readonly behind: Flag | undefined
  /** Whether a flag is given. */
  readonly isGiven: (flag: string) => boolean
}

/** What to do about a word that belongs to nothing: names the flag that was likely forgotten before it. */
export function fixOfSpareWord(verb: Verb, { word, next, behind, isGiven }: SpareWord): string {
  const { name, words, spareIs } = verb
  const usage = `finetap ${[name, ...words].join(' ')}`
  const value = shellWord(word)
  if (word === 'help') return `write finetap ${name} --help`
  if (behind?.many === true) return `write --${behind.name} before each one: --${behind.name} ${value}`
  if (behind !== undefined && behind.value === undefined) return `leave it out: --${behind.name} takes no value`
  if (spareIs !== undefined) {
    const flags = flagsOf([word, ...(next === undefined ? [] : [next])], spareIs, isGiven)
    if (flags !== undefined) return `write ${usage} ${flags}`
  }
  if (behind !== undefined) return `put the value of --${behind.name} in quotes, if it holds spaces`
  return words.length === 0 ? `leave it out: ${name} takes flags alone` : `write ${usage}`
}

/** The flags that words without any are likely meant for: of a log it is never the place that is written to. */
function flagsOf(words: readonly string[], to: string, isGiven: (flag: string) => boolean): string | undefined {
  const [from, place] = sourceAndPlace(words)
  const flags = [
    ...(from === undefined || isGiven('from') || isGiven('dir') ? [] : [`--from ${shellWord(from)}`]),
    ...(place === undefined || isGiven(to) ? [] : [`--${to} ${shellWord(place)}`]),
  ]
  if (flags.length === 0) return undefined
  return place === undefined && !isGiven(to) ? `${flags.join(' ')} --${to} <place>` : flags.join(' ')
}

function sourceAndPlace([first = '', second]: readonly string[]): readonly (string | undefined)[] {
  if (second === undefined) return isStore(first) ? [first] : [undefined, first]
  if (!isStore(second)) return [first, second]
  return isStore(first) ? [first] : [second, first]
}

function isStore(word: string): boolean {
  const isNamedSo = /^[a-z]+:\/\/|\.(?:sqlite3?|db)$/.test(word) || basename(word) === basename(DEFAULT_DIRECTORY)
  return isNamedSo || isRecorded(resolve(word))
}
