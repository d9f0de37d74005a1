import { field } from '../../core/field.ts'

// Where requests have messages and tools, and how deep what JSON writes otherwise may lie in one: the address of an image in
// a part of the content of a message, the schema of a function.
const LISTS: readonly (readonly [name: string, depth: number])[] = [
  ['messages', 4],
  ['input', 4],
  ['system', 1],
  ['tools', 2],
]

/**
 * A request as it is sent: what is made of objects that say by `toJSON` what JSON writes for them, such as messages of a
 * class of the app's, is what they say. The request itself, and the very messages, where there are none.
 */
export function asSent(body: unknown): unknown {
  try {
    return sentOf(body)
  } catch {
    // A getter of the app's threw, which the client will see, too.
    return body
  }
}

function sentOf(body: unknown): unknown {
  if (hasOwnForm(body)) return written(body)
  let changed: { readonly [list: string]: unknown } | undefined
  for (const [name, depth] of LISTS) {
    const list = field(body, name)
    if (!isObject(list)) continue
    const sent = entriesAsSent(ownForm(list), depth)
    if (sent !== list) changed = { ...changed, [name]: sent }
  }
  return changed === undefined || !isObject(body) ? body : { ...body, ...changed }
}

/** What is sent for a value that says so itself, else the value. */
export function ownForm(value: unknown): unknown {
  return hasOwnForm(value) ? written(value) : value
}

function entriesAsSent(list: unknown, depth: number): unknown {
  if (!Array.isArray(list)) return list
  // A loop: this is run in each captured call, over the whole history.
  for (const entry of list) {
    if (speaksOtherwise(entry, depth))
      return Array.from(list, (each: unknown) => (speaksOtherwise(each, depth) ? written(each) : each))
  }
  return list
}

// Nearly all messages are of one text, and need not be looked into.
function speaksOtherwise(entry: unknown, depth: number): boolean {
  if (hasOwnForm(entry)) return true
  return typeof field(entry, 'content') !== 'string' && holdsOwnForm(entry, depth)
}

function holdsOwnForm(value: unknown, depth: number): boolean {
  if (!isObject(value)) return false
  if (hasOwnForm(value)) return true
  if (depth === 0 || ArrayBuffer.isView(value)) return false
  if (Array.isArray(value)) return value.some((entry) => holdsOwnForm(entry, depth - 1))
  for (const name in value) if (holdsOwnForm(field(value, name), depth - 1)) return true
  return false
}

// Bytes have one too, which nobody reads: the record has a form of its own for them.
function hasOwnForm(value: unknown): boolean {
  return typeof field(value, 'toJSON') === 'function' && !ArrayBuffer.isView(value)
}

/** What throws here throws again where it is sent, and is the app's to see. */
function written(value: unknown): unknown {
  try {
    const text: unknown = JSON.stringify(value)
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return value
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
