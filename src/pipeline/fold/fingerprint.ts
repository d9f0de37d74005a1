import { canonicalMessage } from '../../core/canonical.ts'
import type { Message } from '../../core/message.ts'
import type { Tool } from '../../core/tool.ts'
import { digest } from '../digest.ts'

/** Two identities of a message: the bytes it has here, and what stays the same when an app sends it again. */
export type Fingerprint = {
  readonly exact: string
  readonly canonical: string
  /** The message as JSON, at hand until it is spooled. */
  json?: string | undefined
  /** The link that this message made last time, see `linkTo`. */
  link?: { readonly parent: string; readonly id: string }
}

/**
 * Fingerprints messages, each object once: the store's reader shares message objects between the records of a
 * conversation, so a history that is sent again with every call is hashed once.
 */
export function createFingerprinter(): (message: Message) => Fingerprint {
  const known = new WeakMap<Message, Fingerprint>()
  return (message) => {
    const found = known.get(message)
    if (found !== undefined) return found
    const json = JSON.stringify(message)
    const print: Fingerprint = { exact: digest(json), canonical: digest(canonicalMessage(message)), json }
    known.set(message, print)
    return print
  }
}

/** The id of a message at its place: it names the message and everything said before it. */
export function linkTo(parent: string, print: Fingerprint): string {
  if (print.link?.parent === parent) return print.link.id
  const id = digest(parent + print.exact)
  print.link = { parent, id }
  return id
}

/** Fingerprints lists of tools, each object once. */
export function createToolsFingerprinter(): (tools: readonly Tool[]) => string {
  const known = new WeakMap<readonly Tool[], string>()
  return (tools) => {
    const found = known.get(tools)
    if (found !== undefined) return found
    const print = digest(JSON.stringify(tools))
    known.set(tools, print)
    return print
  }
}
