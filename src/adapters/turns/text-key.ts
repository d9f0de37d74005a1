import type { Json } from '../../core/json.ts'

// Enough of a text, at its beginning and at its end, to tell it from others of the same length.
const LOOKED_AT = 32
// Likewise of a value: so deep, and so many of its entries at its end.
const DEEPEST = 4
const ENTRIES_LOOKED_AT = 8

/** The length of a text and a hash (FNV-1a) of its ends. */
export function textKey(text: string): string {
  let hash = 2_166_136_261
  const { length } = text
  const tail = Math.max(LOOKED_AT, length - LOOKED_AT)
  for (let index = 0; index < length; index = index === LOOKED_AT - 1 ? tail : index + 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
  }
  return `${length}:${hash}`
}

/** Tells a value from most others, without keeping it. */
export function jsonKey(value: Json | undefined, depth = 0): string {
  if (typeof value === 'string') return textKey(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const entries: readonly Json[] = Object.values(value)
  if (depth === DEEPEST) return `${entries.length}`
  return `${entries.length}(${entries
    .slice(-ENTRIES_LOOKED_AT)
    .map((entry) => jsonKey(entry, depth + 1))
    .join()})`
}
