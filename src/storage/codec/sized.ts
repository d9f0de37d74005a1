import { isJsonObject, type Json } from '../../core/json.ts'

const MAX_DEPTH = 100

/** A value, and about how many bytes it holds in memory. Shared by all entries whose history holds it. */
export type Sized = { readonly value: Json; readonly size: number }

/** A request's field, by its name. */
export type Field = Sized & { readonly name: string }

export function sized(value: Json): Sized {
  return { value, size: sizeOf(value, 0) }
}

export function sizedField(name: string, value: Json): Field {
  return { name, value, size: sizeOf(value, 0) }
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
    for (const item of value) size += sizeOf(item, depth + 1)
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const item = value[key]
      if (item !== undefined) size += key.length + sizeOf(item, depth + 1)
    }
  }
  return size
}
