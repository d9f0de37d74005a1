import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { sizedField, sizeOfMessages, type Field } from './sized.ts'
import type { Base, Entry } from './window.ts'

/** Request fields that are left out when they equal those of the base. */
export const SHARED_FIELDS = ['tools', 'toolChoice', 'responseFormat', 'params'] as const

const ENTRY_BYTES = 256
const NO_FIELDS: readonly Field[] = []

/** The parts of a generation that the codec works on. */
export type Chained = {
  readonly id: string
  readonly request: JsonObject
  /** As stored or whole, whichever was asked about. */
  readonly messages: readonly Json[]
  readonly answers: readonly Json[]
}

/** Undefined for anything but a generation; such records pass the codec as they are. */
export function chainedOf(record: JsonObject): Chained | undefined {
  const { type, id, request, response } = record
  if (type !== 'generation' || typeof id !== 'string' || !isJsonObject(request) || !isJsonObject(response))
    return undefined
  const { messages } = request
  const { messages: answers } = response
  return isJsonArray(messages) && isJsonArray(answers) ? { id, request, messages, answers } : undefined
}

/** What writer and reader remember of a generation that was stored against `base` and adds `added` to its history. */
export function entryOf(
  { id, request, answers }: Chained,
  base: Base | undefined,
  added: readonly Json[],
  same: readonly string[],
): Entry {
  const shared = base === undefined ? 0 : sizeOfShared(base)
  const messagesSize = shared + sizeOfMessages(added) + sizeOfMessages(answers)
  const messages = historyOf(base, added, answers)
  const fields = fieldsOf(request, base, same)
  let size = ENTRY_BYTES + messagesSize
  for (const field of fields) size += field.size
  return { id, messages, length: messages.length, messagesSize, fields, size }
}

/** The size of the entry of a generation that was stored without a base, for less than making it. */
export function sizeOfWhole({ request, messages, answers }: Chained): number {
  let size = ENTRY_BYTES + sizeOfMessages(messages) + sizeOfMessages(answers)
  for (const name of SHARED_FIELDS) {
    const value = request[name]
    if (value !== undefined) size += sizedField(name, value).size
  }
  return size
}

function sizeOfShared({ entry, count }: Base): number {
  return count === entry.length ? entry.messagesSize : sizeOfMessages(entry.messages, count)
}

function historyOf(base: Base | undefined, added: readonly Json[], answers: readonly Json[]): Json[] {
  // Lists of no more than their length: thousands of entries are kept.
  if (base === undefined) return added.concat(answers)
  const { entry, count } = base
  if (count < entry.length || entry.messages.length > count)
    return entry.messages.slice(0, count).concat(added, answers)
  // With each call of a chat its history would be copied.
  for (const message of added) entry.messages.push(message)
  for (const answer of answers) entry.messages.push(answer)
  return entry.messages
}

function fieldsOf(request: JsonObject, base: Base | undefined, same: readonly string[]): readonly Field[] {
  // Most generations have one or none.
  let fields: Field[] | undefined
  for (const name of SHARED_FIELDS) {
    const value = request[name]
    const shared = same.includes(name) ? fieldOf(base?.entry, name) : undefined
    const field = shared ?? (value === undefined ? undefined : sizedField(name, value))
    if (field === undefined) continue
    if (fields === undefined) fields = [field]
    else fields.push(field)
  }
  return fields ?? NO_FIELDS
}

export function fieldOf(entry: Entry | undefined, name: string): Field | undefined {
  return entry?.fields.find((field) => field.name === name)
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}
