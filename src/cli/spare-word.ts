import { shellWord } from './shell-word.ts'
import type { Flag, Verb } from './verb.ts'

export type SpareWord = {
  readonly word: string
  /** The flag that stands right before it. */
  readonly behind: Flag | undefined
  /** Whether a flag is given. */
  readonly isGiven: (flag: string) => boolean
}

/** What to do about a word that belongs to nothing: names the flag that was likely forgotten before it. */
export function fixOfSpareWord({ name, words, spareIs }: Verb, { word, behind, isGiven }: SpareWord): string {
  const usage = `finetap ${[name, ...words].join(' ')}`
  const value = shellWord(word)
  if (word === 'help') return `write finetap ${name} --help`
  if (behind?.many === true) return `write --${behind.name} before each one: --${behind.name} ${value}`
  if (behind !== undefined && behind.value === undefined) return `leave it out: --${behind.name} takes no value`
  if (spareIs !== undefined && !isGiven(spareIs)) return `write ${usage} --${spareIs} ${value}`
  if (behind !== undefined) return `put the value of --${behind.name} in quotes, if it holds spaces`
  return words.length === 0 ? `leave it out: ${name} takes flags alone` : `write ${usage}`
}
