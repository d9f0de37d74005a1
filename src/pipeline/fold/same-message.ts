import type { Message } from '../../core/message.ts'
import { isOnTape, tapeOf, type JsonTape } from './json-tape.ts'

/** A longer message is told by its fingerprint: it would fill the memory while its conversation goes on. */
const LONGEST_KEPT = 1_000_000

/** What is remembered of a message to tell when it is sent again: of most it is a role and a text, else all of its JSON. */
export type Resendable = {
  readonly role: Message['role']
  readonly said: string | JsonTape | undefined
}

/**
 * @param plain its `plainText`
 * @param characters of its JSON, about
 */
export function saidOf(message: Message, plain: string | undefined, characters: number): Resendable['said'] {
  return characters > LONGEST_KEPT ? undefined : (plain ?? tapeOf(message))
}

/**
 * True for a message with the same JSON text, up to the order of the fields of one that is nothing but text. Several times
 * cheaper than a hash; false where it is hard to tell.
 */
export function isResent({ role, said }: Resendable, message: Message): boolean {
  if (typeof said === 'string') return message.role === role && plainText(message) === said
  return said !== undefined && isOnTape(said, message)
}

/** The JSON text of a message that is nothing but this text, whatever the order of its fields. */
export function jsonOfPlain(role: Message['role'], plain: string): string {
  return `{"role":${JSON.stringify(role)},"parts":[{"type":"text","text":${JSON.stringify(plain)}}]}`
}

/** The text of a message that is nothing but a role and a text. */
export function plainText(message: Message): string | undefined {
  const { parts } = message
  const [part] = parts
  if (parts.length !== 1 || part?.type !== 'text' || typeof part.text !== 'string') return undefined
  return hasTwoFields(message) && hasTwoFields(part) ? part.text : undefined
}

function hasTwoFields(value: object): boolean {
  let fields = 0
  for (const _ in value) fields += 1
  return fields === 2
}
