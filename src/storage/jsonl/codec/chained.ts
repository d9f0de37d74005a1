import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { sized, type Sized } from './sized.ts'
import type { Base, Entry } from './window.ts'

/** Request fields that are left out when they equal those of the base. */
export const SHARED_FIELDS = ['tools', 'toolChoice', 'responseFormat', 'params'] as const

const ENTRY_BYTES = 256
const NO_FIELDS: ReadonlyMap<string, Sized> = new Map()

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
  const messages = base?.entry.messages.slice(0, base.count) ?? []
  for (const message of added) messages.push(sized(message))
  for (const message of answers) messages.push(sized(message))
  const fields = fieldsOf(request, base, same)
  let size = ENTRY_BYTES
  for (const message of messages) size += message.size
  for (const field of fields.values()) size += field.size
  return { id, messages, fields, size }
}

function fieldsOf(request: JsonObject, base: Base | undefined, same: readonly string[]): ReadonlyMap<string, Sized> {
  const fields = new Map<string, Sized>()
  for (const name of SHARED_FIELDS) {
    const value = request[name]
    const field = same.includes(name) ? base?.entry.fields.get(name) : value === undefined ? undefined : sized(value)
    if (field !== undefined) fields.set(name, field)
  }
  return fields.size === 0 ? NO_FIELDS : fields
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}
