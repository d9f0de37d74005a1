import { parseArgs } from 'node:util'
import { FinetapError } from '../core/errors.ts'
import { nearest } from './nearest.ts'
import { fixOfSpareWord } from './spare-word.ts'
import type { Flag, Given, Verb } from './verb.ts'

export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'dir', value: 'store', help: 'The store, where no word names it (default FINETAP_DIR, else ./.finetap)' },
  {
    name: 'erasure-key-file',
    value: 'file',
    help: 'Holds the erasureKey of the stores (default FINETAP_ERASURE_KEY, else their own)',
  },
  { name: 'json', help: 'One JSON document on standard output' },
  { name: 'quiet', help: 'Nothing on standard error but what went wrong' },
  { name: 'verbose', help: 'More on standard error, and where an error arose' },
  { name: 'no-color', help: 'No colours' },
]

/**
 * Reads what stands behind a verb. The parser of cac is not used for this: it makes a number of whatever looks like one,
 * and ids have to arrive as they were written.
 *
 * @throws FinetapError `bad_option`
 */
export function readUsage(verb: Verb, args: readonly string[]): Given {
  const flags = [...GLOBAL_FLAGS, ...verb.flags]
  const options = Object.fromEntries(flags.map(({ name, value }) => [name, { type: typeOf(value) }]))
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const words: { readonly word: string; readonly behind: Flag | undefined }[] = []
  let last: Flag | undefined
  const texts = new Map<string, readonly string[]>()
  const on = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push({ word: token.value, behind: last })
    last = undefined
    if (token.kind !== 'option') continue
    const flag = flags.find(({ name }) => name === token.name)
    if (flag === undefined) throw unknownFlag(token.rawName, flags)
    last = flag
    if (flag.value === undefined) on.add(switchOf(flag, token.value))
    else {
      // Of two users, only one would be forgotten.
      const before = texts.get(flag.name) ?? []
      if (before.length > 0 && flag.many !== true) throw badUsage(`--${flag.name} is given twice`, 'give it once')
      texts.set(flag.name, [...before, textOf(flag, token.value, token.inlineValue === true)])
    }
  }
  // The verb itself is the first word.
  const own = words.slice(1)
  requireItsWords(own, verb, (flag) => texts.has(flag) || on.has(flag))
  return {
    words: own.map(({ word }) => word),
    text: (flag) => texts.get(flag)?.[0],
    texts: (flag) => texts.get(flag) ?? [],
    isOn: (flag) => on.has(flag),
  }
}

function typeOf(value: string | undefined): 'boolean' | 'string' {
  return value === undefined ? 'boolean' : 'string'
}

function switchOf({ name }: Flag, value: string | undefined): string {
  if (value === undefined) return name
  throw badUsage(`--${name} takes no value, and was given ${JSON.stringify(value)}`, `write --${name} alone`)
}

function textOf({ name, value = '' }: Flag, text: string | undefined, isInline: boolean): string {
  if (text === undefined || text === '') throw badUsage(`--${name} has no value`, `write --${name} <${value}>`)
  // A dash alone names standard output.
  if (isInline || text === '-' || !text.startsWith('-')) return text
  // Else a forgotten value would swallow the flag behind it.
  throw badUsage(`--${name} is followed by ${text}`, `write --${name}=${text} if that is its value`)
}

function requireItsWords(
  words: readonly { readonly word: string; readonly behind: Flag | undefined }[],
  verb: Verb,
  isGiven: (flag: string) => boolean,
): void {
  const missing = verb.words.slice(words.length).find((word) => word.startsWith('<'))
  const usage = `finetap ${[verb.name, ...verb.words].join(' ')}`
  if (missing !== undefined) throw badUsage(`${verb.name} needs ${missing}`, `write ${usage}`)
  const spare = words[verb.words.length]
  if (spare === undefined) return
  const what = `${verb.name} was given one word too many: ${JSON.stringify(spare.word)}`
  const next = words[verb.words.length + 1]?.word
  throw badUsage(what, fixOfSpareWord(verb, { ...spare, next, isGiven }))
}

/**
 * For a line without a verb.
 *
 * @throws FinetapError `bad_option`
 */
export function requireKnownFlags(args: readonly string[], flags: readonly Flag[]): void {
  for (const arg of args) {
    const [name = ''] = arg.split('=')
    if (name.startsWith('-') && !flags.some((flag) => `--${flag.name}` === name)) throw unknownFlag(name, flags)
  }
}

function unknownFlag(given: string, flags: readonly Flag[]): FinetapError {
  const names = flags.map(({ name }) => `--${name}`)
  const off = given.replace(/^--/, '--no-')
  // The nearest name would be its opposite.
  if (names.includes(off)) return badUsage(`There is no flag ${given}`, `leave it out: it is so unless ${off} is given`)
  const near = nearest(given, names)
  const fix = near === undefined ? `give one of ${names.join(', ')}` : `did you mean ${near}?`
  return badUsage(`There is no flag ${given}`, fix)
}

export function badUsage(what: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what, fix })
}
