import type { Json, JsonObject } from '../core/json.ts'

export type MaskJsonOptions = {
  /** Masks one string; gives back the same string when there is nothing to mask. */
  readonly text: (text: string) => string
  /** `keep`: keys are names that a schema gave. `mask`: keys may be data, such as addresses. */
  readonly keys: 'keep' | 'mask'
  /** Fields whose value stays as it is. */
  readonly skip?: (key: string) => boolean
}

const MAX_DEPTH = 256

/** Masks the strings of a JSON value; a value with nothing to mask comes back as it is. Too deep ones are cut off. */
export function maskJson(value: Json, options: MaskJsonOptions): Json {
  return maskValue(value, options, 0)
}

/** `maskJson` for an object. */
export function maskJsonObject(value: JsonObject, options: MaskJsonOptions): JsonObject {
  return maskObject(value, options, 0)
}

function maskValue(value: Json, options: MaskJsonOptions, depth: number): Json {
  if (typeof value === 'string') return options.text(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[too deep]'
  if (isList(value)) return mapUnlessSame(value, (item) => maskValue(item, options, depth + 1))
  return maskObject(value, options, depth)
}

function maskObject(value: JsonObject, options: MaskJsonOptions, depth: number): JsonObject {
  let changed = false
  const masked = new Map<string, Json>()
  const counted = new Map<string, number>()
  for (const [key, item] of Object.entries(value)) {
    const newKey = options.keys === 'keep' ? key : options.text(key)
    const newItem = options.skip?.(key) === true ? item : maskValue(item, options, depth + 1)
    changed ||= newKey !== key || newItem !== item
    masked.set(newKey === key ? key : freeKey(newKey, { masked, counted, original: value }), newItem)
  }
  return changed ? Object.fromEntries(masked) : value
}

/** Two keys that became the same tag must not become one field. */
function freeKey(key: string, { masked, counted, original }: KeysSoFar): string {
  let free = key
  // Where the last one of that name was found, or n equal tags would cost n * n.
  let number = counted.get(key) ?? 2
  for (; masked.has(free) || Object.hasOwn(original, free); number += 1) free = `${key}_${number}`
  counted.set(key, number)
  return free
}

type KeysSoFar = {
  readonly masked: ReadonlyMap<string, Json>
  readonly counted: Map<string, number>
  readonly original: JsonObject
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** `items.map(change)`, or `items` itself when nothing changed. */
export function mapUnlessSame<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let changed = false
  const result = items.map((item) => {
    const next = change(item)
    changed ||= next !== item
    return next
  })
  return changed ? result : items
}
