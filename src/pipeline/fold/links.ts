import type { Message } from '../../core/message.ts'
import { digest } from '../digest.ts'
import { conversationKey } from './conversation-key.ts'
import { instructs, type Fingerprint, type Fingerprinted, type Fingerprinter } from './fingerprint.ts'
import { isResent, jsonOfPlain, saidOf, type Resendable } from './same-message.ts'
import { canBeTextLine } from './spool-record.ts'

// All places have all of their fields from the start, since most of the work here is to read them.
type Place = {
  /** Names the message and everything said before it. */
  readonly id: string
  /** An instruction of the app, or the place where nothing is said yet. */
  readonly instructs: boolean
  /** What is to be spooled of the message, until that is done. */
  news: string | undefined
  /** What was said next: mostly there is one such thing. */
  next: Link | undefined
  /** All that was said next, by what it is exactly; undefined while there is one such thing. */
  others: Map<string, Link> | undefined
}

/** A message at its place. The message itself is not kept: it would live as long as the place. */
export type Link = Place &
  Resendable & {
    readonly print: Fingerprint
    /** Its news are a text and not JSON. */
    readonly isText: boolean
    /** A model said it here. */
    isAnswer: boolean
  }

/** Where a conversation begins, or goes on from. `weight`: characters of all that hangs below it. */
export type Root = Place & { readonly name: string; weight: number }

/** What a place costs beside its message. */
const PLACE = 700

export type Links = {
  /** The place that this name stands for; its id is the key of the conversation where none is given. */
  readonly rootOf: (name: string, id?: string) => Root
  /** The place of a message behind another below this root. */
  readonly next: (root: Root, above: Link | Root, message: Message) => Link
}

/**
 * Finds places of messages, and remembers those of the latest conversations: a history that is sent again is walked by
 * comparing it with what is remembered, without hashing.
 *
 * @param recentCharacters what is remembered, and at most as much more: of the conversations that go on side by side
 */
export function createLinks(fingerprint: Fingerprinter, recentCharacters: number): Links {
  // One conversation may not fill the memory: what grows beyond begins anew.
  const rootCharacters = recentCharacters / 4
  let young = new Map<string, Root>()
  let old = new Map<string, Root>()
  let weighed = 0

  function keep(root: Root): void {
    if (weighed >= recentCharacters) {
      old = young
      young = new Map()
      weighed = 0
    }
    young.set(root.name, root)
    weighed += root.weight
  }

  function rootOf(name: string, id?: string): Root {
    const found = young.get(name)
    if (found !== undefined && found.weight < rootCharacters) return found
    const earlier = found ?? old.get(name)
    const root =
      earlier !== undefined && earlier.weight < rootCharacters
        ? earlier
        : makeRoot(name, earlier?.id ?? id ?? conversationKey(name))
    keep(root)
    return root
  }

  function add(root: Root, above: Link | Root, message: Message, found: Fingerprinted): Link {
    const made = linkOf(above, message, found)
    const weight = PLACE + made.print.characters
    root.weight += weight
    weighed += weight
    if (above.next !== undefined) {
      above.others ??= new Map([[above.next.print.exact, above.next]])
      above.others.set(made.print.exact, made)
    }
    above.next = made
    return made
  }

  return {
    rootOf,
    next(root, above, message) {
      const next = above.next
      if (next !== undefined && isResent(next, message)) return next
      const found = fingerprint(message, above.news === undefined && !above.instructs)
      const { exact } = found.print
      if (next !== undefined && next.print.exact === exact) return next
      const other = above.others?.get(exact)
      if (other === undefined) return add(root, above, message, found)
      // Most likely this is the one that is gone on with.
      above.next = other
      return other
    },
  }
}

function makeRoot(name: string, id: string): Root {
  const weight = PLACE + name.length
  return { id, instructs: true, news: undefined, next: undefined, others: undefined, name, weight }
}

function linkOf(above: Place, message: Message, { print, plain, json = '' }: Fingerprinted): Link {
  const { role } = message
  const isText = plain !== undefined && canBeTextLine(role, plain)
  return {
    id: digest(above.id + print.exact),
    instructs: instructs(message),
    news: plain === undefined ? json : isText ? plain : jsonOfPlain(role, plain),
    next: undefined,
    others: undefined,
    role,
    said: saidOf(message, plain, print.characters),
    print,
    isText,
    isAnswer: false,
  }
}
