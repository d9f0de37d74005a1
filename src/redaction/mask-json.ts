import type { Json, JsonObject } from '../core/json.ts'
import { nameWithin } from './named-values.ts'

/** How what a value holds is masked. */
export type Masking = {
  /** Masks one string; gives back the same string when there is nothing to mask. `name`: under which it stands. */
  readonly text: (text: string, name?: string) => string
  /** What to write for a number that its name tells to be personal; else undefined. */
  readonly number: (name: string, digits: string) => string | undefined
}

export type MaskJsonOptions = Masking & {
  /** `keep`: keys are names that a schema gave. `mask`: keys may be data, such as addresses. */
  readonly keys: 'keep' | 'mask'
  /** Fields whose value stays as it is. */
  readonly skip?: (key: string) => boolean
}

const MAX_DEPTH = 256

/** Masks the strings of a JSON value; a value with nothing to mask comes back as it is. Too deep ones are cut off. */
export function maskJson(value: Json, options: MaskJsonOptions): Json {
  return maskValue(value, options, { depth: 0, name: '' })
}

/** `maskJson` for an object. */
export function maskJsonObject(value: JsonObject, options: MaskJsonOptions): JsonObject {
  return maskObject(value, options, { depth: 0, name: '' })
}

type Place = { readonly depth: number; readonly name: string }

function maskValue(value: Json, options: MaskJsonOptions, place: Place): Json {
  if (typeof value === 'string') return options.text(value, place.name)
  if (typeof value === 'number') return options.number(place.name, String(value)) ?? value
  if (typeof value !== 'object' || value === null) return value
  if (place.depth >= MAX_DEPTH) return '[too deep]'
  if (isList(value)) {
    return mapUnlessSame(value, (item) => maskValue(item, options, { ...place, depth: place.depth + 1 }))
  }
  return maskObject(value, options, place)
}

function maskObject(value: JsonObject, options: MaskJsonOptions, { depth, name }: Place): JsonObject {
  let changed = false
  const masked = new Map<string, Json>()
  const counted = new Map<string, number>()
  for (const [key, item] of Object.entries(value)) {
    const newKey = options.keys === 'keep' ? key : options.text(key)
    const within = { depth: depth + 1, name: nameWithin(key, name) }
    const newItem = options.skip?.(key) === true ? item : maskValue(item, options, within)
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
