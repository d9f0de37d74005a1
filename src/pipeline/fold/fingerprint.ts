import { canonicalMessage } from '../../core/canonical.ts'
import type { Message } from '../../core/message.ts'
import type { Tool } from '../../core/tool.ts'
import { digest } from '../digest.ts'
import { createRecentMap } from './recent-map.ts'
import { isSameJson, plainText } from './same-message.ts'
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
  /** The message as JSON, where it was at hand, until it is spooled. */
  json?: string | undefined
}

/** Longer texts are seldom said twice where a conversation goes on. */
const COMMON_CHARACTERS = 100

/** @param isNews nobody said it at its place so far, in a conversation that is known up to there */
export type Fingerprinter = (message: Message, isNews?: boolean) => Fingerprint

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
    const text = plain ?? JSON.stringify(message)
    const createPrint = (): Fingerprint => (plain === undefined ? printOf(message, text) : printOfPlain(message, plain))
    if (isNews && text.length > COMMON_CHARACTERS) return createPrint()
    const recent = plain === undefined ? others : plains
    const kind = plain === undefined ? '' : message.role
    // By the text alone: the role in front would make a new string of each.
    const known = recent.get(text, kind)
    if (known !== undefined) return known
    const print = createPrint()
    recent.set(text, kind, print)
    return print
  }
}

function printOf(message: Message, json: string): Fingerprint {
  return { exact: digest(json), ...lastingOf(message, canonicalMessage(message)), characters: json.length, json }
}

function printOfPlain(message: Message, text: string): Fingerprint {
  const canonical = canonicalMessage(message)
  const lasting = lastingOf(message, canonical)
  // A text that is as it would be sent again needs no second digest.
  const isAsSent =
    !lasting.isDated && canonical.length === text.length + HEAD_LENGTH + message.role.length && canonical.endsWith(text)
  const exact = isAsSent ? lasting.canonical : digest(JSON.stringify(['text', message.role, text]))
  return { exact, ...lasting, characters: text.length }
}

function lastingOf(message: Message, text: string): Pick<Fingerprint, 'canonical' | 'isDated'> {
  const lasting = instructs(message) ? withoutDates(text) : text
  return { canonical: digest(lasting), isDated: lasting !== text }
}

/** Characters around the role in the canonical text of a message that is nothing but text. */
const HEAD_LENGTH = '[1,""]'.length

/** True for what an app tells the model to be. */
export function instructs({ role }: Message): boolean {
  return role === 'system' || role === 'developer'
}

/** Lists of tools that are compared before one is hashed: an app has few. */
const RECENT_LISTS = 4

/** Fingerprints lists of tools, those that are sent again with every call once. */
export function createToolsFingerprinter(): (tools: readonly Tool[]) => string {
  const recent: { readonly tools: readonly Tool[]; readonly print: string }[] = []
  return (tools) => {
    const place = recent.findIndex((one) => isSameJson(one.tools, tools))
    const [found] = place === -1 ? [] : recent.splice(place, 1)
    const latest = found ?? { tools, print: digest(JSON.stringify(tools)) }
    recent.unshift(latest)
    if (recent.length > RECENT_LISTS) recent.pop()
    return latest.print
  }
}
