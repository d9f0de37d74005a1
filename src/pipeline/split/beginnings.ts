import { codeUnitAt } from '../../core/code-unit.ts'
import { canonicalMessage } from '../../core/canonical.ts'
import type { Example } from '../../core/example.ts'
import { textMessage, type Message, type Role } from '../../core/message.ts'
import { digest } from '../digest.ts'
import { kindOf, LETTER, SEPARATOR } from '../similarity/characters.ts'

/**
 * How an example begins, as salted digests of 32 hexadecimal digits: of all that is said, but the system prompt, up to each
 * of its answers; the shortest first.
 */
export type Beginnings = {
  /** Up to answers that the app brought along, such as its examples of how to answer. */
  readonly given: readonly string[]
  /** Those in which the model has said something. */
  readonly said: readonly string[]
  /** All of it, where the model says too little for it to be the beginning of anything. */
  readonly whole?: string
}

type BegunExample = Pick<Example, 'messages'>

/**
 * From so many words of answers on two conversations do not begin alike by chance: "Hi" and "Hello! How can I help?" begin a
 * fifth of all in one of the corpora that this was measured on, and what says as much as this 10 at most in any.
 */
export const LEAST_WORDS = 40

/** What two share further on they share up to there, too. */
const MOST_BEGINNINGS = 32

/**
 * The beginnings of an example. Answers before the first message of the user count for nothing: an app greets everybody
 * alike. Tool calls count as words of an answer.
 *
 * @param mostSaid how many of those are looked for in which the model has said something
 */
export function beginningsOf({ messages }: BegunExample, salt: string, mostSaid: number = MOST_BEGINNINGS): Beginnings {
  const [given, said]: readonly [string[], string[]] = [[], []]
  let [words, ownWords] = [0, 0]
  let isAsked = false
  let key = JSON.stringify([salt, 'beginning'])
  let since = ''
  let [isAnswered, unkeyed] = [false, '']
  for (const { message, origin } of messages) {
    if (message.role === 'system' || message.role === 'developer') continue
    const text = saidIn(message)
    since += `${message.role} ${text.length} ${text}`
    isAsked ||= message.role === 'user'
    if (message.role !== 'assistant' || !isAsked) continue
    isAnswered = true
    unkeyed = since
    const count = ownWords < LEAST_WORDS ? wordsIn(text) : 0
    words += count
    if (origin !== undefined) ownWords += count
    if (words < LEAST_WORDS) continue
    key = digest(key + since)
    since = unkeyed = ''
    if (ownWords >= LEAST_WORDS) said.push(key)
    else given.push(key)
    if (said.length === mostSaid || said.length + given.length === MOST_BEGINNINGS) break
  }
  if (!isAnswered || said.length > 0) return { given, said }
  return { given, said, whole: unkeyed === '' ? key : digest(key + unkeyed) }
}

/** What a message says, as far as apps send it back. */
function saidIn(message: Message): string {
  const { role, parts } = message
  const [only] = parts
  // Most are nothing but text.
  if (parts.length === 1 && only?.type === 'text' && !only.text.includes('<think>')) return only.text.trim()
  const said = canonicalMessage(message)
  const head = HEADS[role]
  return said.startsWith(head) ? said.slice(head.length) : said
}

function headOf(role: Role): string {
  return canonicalMessage(textMessage(role, ''))
}

/** How messages are told that are nothing but text. */
const HEADS: Readonly<Record<Role, string>> = {
  system: headOf('system'),
  developer: headOf('developer'),
  user: headOf('user'),
  assistant: headOf('assistant'),
  tool: headOf('tool'),
}

/** Words of an answer, as far as they have to be counted. */
function wordsIn(text: string): number {
  let words = 0
  let last = SEPARATOR
  for (let index = 0; index < text.length && words < LEAST_WORDS; index += 1) {
    const kind = kindOf(codeUnitAt(text, index))
    if (kind !== SEPARATOR && (kind !== LETTER || last !== LETTER)) words += 1
    last = kind
  }
  return words
}
