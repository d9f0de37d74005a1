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
  /** Masks a key (default: as a text). Those that become equal are told apart. */
  readonly key?: (key: string) => string
  /** Fields whose value stays as it is. */
  readonly skip?: (key: string) => boolean
}

const MAX_DEPTH = 256

/** Stands for what was cut off. */
export const TOO_DEEP = '[too deep]'

/** Masks the strings of a JSON value; a value with nothing to mask comes back as it is. Too deep ones are cut off. */
export function maskJson(value: Json, options: MaskJsonOptions): Json {
  return maskValue(value, options, '', 0)
}

/** `maskJson` for an object. */
export function maskJsonObject(value: JsonObject, options: MaskJsonOptions): JsonObject {
  return maskObject(value, options, '', 0)
}

function maskValue(value: Json, options: MaskJsonOptions, name: string, depth: number): Json {
  if (typeof value === 'string') return options.text(value, name)
  if (typeof value === 'number') return options.number(name, String(value)) ?? value
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return TOO_DEEP
  if (isList(value)) return mapUnlessSame(value, (item) => maskValue(item, options, name, depth + 1))
  return maskObject(value, options, name, depth)
}

function maskObject(value: JsonObject, options: MaskJsonOptions, name: string, depth: number): JsonObject {
  const entries = Object.entries(value)
  let rewritten: Rewritten | undefined
  let index = 0
  for (const [key, item] of entries) {
    const newKey = options.keys === 'keep' ? key : (options.key ?? options.text)(key)
    const isSkipped = options.skip?.(key) === true
    const newItem = isSkipped ? item : maskValue(item, options, nameWithin(key, name), depth + 1)
    // Most objects hold nothing to mask, and are not copied.
    if (newKey !== key || newItem !== item)
      rewritten ??= { fields: new Map(entries.slice(0, index)), counted: new Map() }
    rewritten?.fields.set(newKey === key ? key : freeKey(newKey, value, rewritten), newItem)
    index += 1
  }
  return rewritten === undefined ? value : Object.fromEntries(rewritten.fields)
}

/** The fields so far, and how often each tag became a key. */
type Rewritten = { readonly fields: Map<string, Json>; readonly counted: Map<string, number> }

/** Two keys that became the same tag must not become one field. */
function freeKey(key: string, original: JsonObject, { fields, counted }: Rewritten): string {
  let free = key
  // Where the last one of that name was found, or n equal tags would cost n * n.
  let number = counted.get(key) ?? 2
  for (; fields.has(free) || Object.hasOwn(original, free); number += 1) free = `${key}_${number}`
  counted.set(key, number)
  return free
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** `items.map(change)`, or `items` itself when nothing changed. */
export function mapUnlessSame<Item>(
  items: readonly Item[],
  change: (item: Item, index: number) => Item,
): readonly Item[] {
  let changed: Item[] | undefined
  let index = 0
  for (const item of items) {
    const next = change(item, index)
    if (next !== item) changed ??= items.slice(0, index)
    changed?.push(next)
    index += 1
  }
  return changed ?? items
}

/** The value with some of its fields masked where they are texts, or the value itself when nothing changed. */
export function maskFields<Value extends object>(
  value: Value,
  fields: readonly (keyof Value)[],
  text: Masking['text'],
): Value {
  let masked = value
  for (const field of fields) {
    const before = value[field]
    if (typeof before !== 'string') continue
    const after = text(before)
    if (after !== before) masked = { ...masked, [field]: after }
  }
  return masked
}
