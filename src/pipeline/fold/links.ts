import type { Message } from '../../core/message.ts'
import { digest } from '../digest.ts'
import { instructs, type Fingerprint, type Fingerprinter } from './fingerprint.ts'
import { isResent, jsonOf, saidOf, type Resendable } from './same-message.ts'

/** A message at its place. The message itself is not kept: it would live as long as the place. */
export type Link = Resendable & {
  /** Names the message and everything said before it. */
  readonly id: string
  readonly print: Fingerprint
  readonly root: Root
  /** The message as JSON, until it is spooled. */
  news: string | undefined
  /** A model said it here. */
  isAnswer?: boolean
  /** What was said next: mostly there is one such thing. */
  next?: Link
  /** All that was said next, by what it is exactly; absent while there is one such thing. */
  others?: Map<string, Link>
}

/** Where a conversation begins, or goes on from. `weight`: characters of all that hangs below it. */
export type Root = Pick<Link, 'id' | 'next' | 'others'> & { readonly name: string; weight: number }

/** What a place costs beside its message. */
const PLACE = 700

export type Links = {
  /** The place that this name stands for; `id` makes the place's id when it is not remembered. */
  readonly rootOf: (name: string, id: () => string) => Root
  /** The place of a message behind another. */
  readonly next: (above: Link | Root, message: Message) => Link
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

  function rootOf(name: string, id: () => string): Root {
    const found = young.get(name)
    if (found !== undefined && found.weight < rootCharacters) return found
    const earlier = found ?? old.get(name)
    const root =
      earlier !== undefined && earlier.weight < rootCharacters
        ? earlier
        : { name, id: earlier?.id ?? id(), weight: PLACE + name.length }
    keep(root)
    return root
  }

  function add(above: Link | Root, message: Message, found: ReturnType<Fingerprinter>): Link {
    const made = linkOf(above, message, found)
    const weight = PLACE + made.print.characters
    made.root.weight += weight
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
    next(above, message) {
      const next = above.next
      if (next !== undefined && isResent(next, message)) return next
      const found = fingerprint(message, 'root' in above && above.news === undefined && !instructs(above))
      const { exact } = found.print
      if (next !== undefined && next.print.exact === exact) return next
      const other = above.others?.get(exact)
      if (other === undefined) return add(above, message, found)
      // Most likely this is the one that is gone on with.
      above.next = other
      return other
    },
  }
}

function linkOf(above: Link | Root, message: Message, { print, json }: ReturnType<Fingerprinter>): Link {
  return {
    role: message.role,
    said: saidOf(message, print.characters),
    id: digest(above.id + print.exact),
    print,
    root: 'root' in above ? above.root : above,
    news: json ?? jsonOf(message),
  }
}
