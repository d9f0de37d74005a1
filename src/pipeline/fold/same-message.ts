import type { Message } from '../../core/message.ts'

/** Deeper JSON is left to the fingerprints. */
const DEEPEST = 100

/** A message in the form in which it is compared: most are nothing but a role and a text. */
export type Resendable = {
  readonly message: Message
  /** The text of a message that is nothing but a role and a text. */
  readonly plain: string | undefined
}

export function resendable(message: Message): Resendable {
  return { message, plain: plainText(message) }
}

/**
 * True for a message with the same JSON text, up to the order of the fields of one that is nothing but text. Several times
 * cheaper than a hash; false where it is hard to tell.
 */
export function isResent({ message: known, plain }: Resendable, message: Message): boolean {
  if (plain === undefined) return isSameJson(known, message)
  return known.role === message.role && plainText(message) === plain
}

/** Its JSON text; the order of the fields is that of a message that is nothing but text. */
export function jsonOf({ message, plain }: Resendable): string {
  if (plain === undefined) return JSON.stringify(message)
  return `{"role":${JSON.stringify(message.role)},"parts":[{"type":"text","text":${JSON.stringify(plain)}}]}`
}

/** The text of a message that is nothing but a role and a text. */
export function plainText(message: Message): string | undefined {
  const { parts } = message
  const [part] = parts
  if (parts.length !== 1 || part?.type !== 'text' || typeof part.text !== 'string') return undefined
  return fieldsOf(message) === 2 && fieldsOf(part) === 2 ? part.text : undefined
}

function fieldsOf(value: object): number {
  let fields = 0
  for (const _ in value) fields += 1
  return fields
}

/** True for values with the same JSON text, with their fields in the same order; false where it is hard to tell. */
export function isSameJson(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true
  if (!isObject(a) || !isObject(b) || depth > DEEPEST) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let index = 0; index < a.length; index += 1) if (!isSameJson(a[index], b[index], depth + 1)) return false
    return true
  }
  // Of a class of its own JSON may hold anything.
  if (!isPlain(a) || !isPlain(b)) return false
  const names = Object.keys(b)
  let at = 0
  for (const name in a) {
    // In the same order, since the order is part of the JSON text.
    if (names[at] !== name || !isSameJson(a[name], b[name], depth + 1)) return false
    at += 1
  }
  return at === names.length
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype
}
