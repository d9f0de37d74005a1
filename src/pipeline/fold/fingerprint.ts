import { bareText, canonicalMessage, plainForm } from '../../core/canonical.ts'
import type { Message } from '../../core/message.ts'
import type { Tool } from '../../core/tool.ts'
import { digest } from '../digest.ts'
import { isOnTape, tapeOf, type JsonTape } from './json-tape.ts'
import { createRecentMap, type RecentMap } from './recent-map.ts'
import { plainText } from './same-message.ts'
import { withoutDates } from './without-dates.ts'

/** Two identities of a message: the bytes it has here, and what stays the same when an app sends it again. */
export type Fingerprint = {
  readonly exact: string
  /** Of system messages without the dates and times in them, which change from call to call. */
  readonly canonical: string
  /** There are dates or times in it that `canonical` leaves out. */
  readonly isDated: boolean
  /** Characters of its text, about. */
  readonly characters: number
}

/** Calls of tools and results that are longer are seldom the same where a conversation goes on. */
const COMMON_CHARACTERS = 100

export type Fingerprinted = {
  readonly print: Fingerprint
  /** The text of a message that is nothing but a role and a text. */
  readonly plain: string | undefined
  /** Any other message as JSON. */
  readonly json: string | undefined
}

/** @param isNews nobody said it at its place so far, in a conversation that is known up to there */
export type Fingerprinter = (message: Message, isNews?: boolean) => Fingerprinted

/**
 * Fingerprints messages; one that stands in several conversations, such as the instructions of an app, is hashed once.
 *
 * @param recentCharacters those that are remembered; with those before them twice as many
 */
export function createFingerprinter(recentCharacters: number): Fingerprinter {
  const plains = createRecentMap<Fingerprint>(recentCharacters)
  const others = createRecentMap<Fingerprint>(recentCharacters)

  return (message, isNews = false) => {
    const plain = plainText(message)
    if (plain !== undefined) {
      // What people and models say is seldom the same, and to look for it takes as long as a hash.
      const print = isNews ? printOfPlain(message, plain) : remembered(plains, plain, message, printOfPlain)
      return { print, plain, json: undefined }
    }
    const json = JSON.stringify(message)
    const isSeldom = isNews && json.length > COMMON_CHARACTERS
    return { print: isSeldom ? printOf(message, json) : remembered(others, json, message, printOf), plain, json }
  }
}

function remembered(
  recent: RecentMap<Fingerprint>,
  text: string,
  message: Message,
  makePrint: (message: Message, text: string) => Fingerprint,
): Fingerprint {
  // By the text alone: the role in front would make a new string of each.
  const known = recent.get(text, message.role)
  if (known !== undefined) return known
  const print = makePrint(message, text)
  recent.set(text, message.role, print)
  return print
}

function printOf(message: Message, json: string): Fingerprint {
  const { canonical, isDated } = lastingOf(message, canonicalMessage(message))
  return { exact: digest(json), canonical, isDated, characters: json.length }
}

function printOfPlain(message: Message, text: string): Fingerprint {
  const { role } = message
  const bare = bareText(role, text)
  const { canonical, isDated } = lastingOf(message, plainForm(role, bare))
  // A text that is as it would be sent again needs no second digest.
  const exact = !isDated && bare === text ? canonical : digest(JSON.stringify(['text', role, text]))
  return { exact, canonical, isDated, characters: text.length }
}

function lastingOf(message: Message, text: string): Pick<Fingerprint, 'canonical' | 'isDated'> {
  const lasting = instructs(message) ? withoutDates(text) : text
  return { canonical: digest(lasting), isDated: lasting !== text }
}

/** True for what an app tells the model to be. */
export function instructs({ role }: Pick<Message, 'role'>): boolean {
  return role === 'system' || role === 'developer'
}

/** Lists of tools that are compared before one is hashed: an app has few. */
const RECENT_LISTS = 4

/** Fingerprints lists of tools, those that are sent again with every call once. */
export function createToolsFingerprinter(): (tools: readonly Tool[]) => string {
  const recent: { readonly tools: readonly Tool[]; readonly tape: JsonTape | undefined; readonly print: string }[] = []
  return (tools) => {
    const place = recent.findIndex(
      (one) => one.tools === tools || (one.tape !== undefined && isOnTape(one.tape, tools)),
    )
    const [found] = place === -1 ? [] : recent.splice(place, 1)
    const latest = found ?? { tools, tape: tapeOf(tools), print: digest(JSON.stringify(tools)) }
    recent.unshift(latest)
    if (recent.length > RECENT_LISTS) recent.pop()
    return latest.print
  }
}
