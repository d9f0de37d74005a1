import { isJsonObject, type Json } from '../../core/json.ts'

const MAX_DEPTH = 100

/** A request's field, and about how many bytes it holds in memory. */
export type Field = { readonly name: string; readonly value: Json; readonly size: number }

export function sizedField(name: string, value: Json): Field {
  return { name, value, size: sizeOf(value, 0) }
}

/** About how many bytes the first `count` of the messages hold in memory. */
export function sizeOfMessages(messages: readonly Json[], count: number = messages.length): number {
  let size = 0
  for (let index = 0; index < count; index += 1) size += sizeOf(messages[index], 0)
  return size
}

/**
 * Depends on nothing but the JSON that a reader gets back, because writer and reader must forget the same entries:
 * so a key that holds `undefined`, which is not written, does not count.
 */
function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return 8
  let size = 16
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) size += sizeOf(value[index], depth + 1)
  } else if (isJsonObject(value)) {
    for (const key in value) {
      const item = value[key]
      // What an app has added to all objects is written by nobody.
      if (item !== undefined && Object.hasOwn(value, key)) size += key.length + sizeOf(item, depth + 1)
    }
  }
  return size
}
