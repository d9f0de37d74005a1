import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { chainedOf, entryOf, fieldOf, isJsonArray, type Chained } from './chained.ts'
import { createRemembered, rememberedWhole, wholeEntry, type Remembered } from './remembered.ts'
import { createWindow, WINDOW_LIMITS, type Base, type Entry, type WindowLimits } from './window.ts'

export type Decoded =
  | { readonly ok: true; readonly record: JsonObject }
  /** The record builds on a generation that is not in this segment's window. */
  | { readonly ok: false; readonly detail: string }

/** Gives records back whole. Messages are shared with the base, not copied: a reader may cache by identity. */
export type Decoder = {
  /** @param text the JSON that `stored` was parsed from: memory is spared where nothing builds on the record */
  decode(stored: JsonObject, text?: string): Decoded
  /** True when records can be decoded that build on this generation. */
  readonly has: (id: string) => boolean
}

/** Makes the reading half of the linear codec, for one segment. Takes every record of it in order. */
export function createDecoder(limits: WindowLimits = WINDOW_LIMITS): Decoder {
  const window = createWindow<Remembered>(limits)

  function decode(stored: JsonObject, text?: string): Decoded {
    const generation = chainedOf(stored)
    if (generation === undefined) return { ok: true, record: stored }
    const link = linkOf(generation.request)
    if (link === undefined) {
      window.enter(createRemembered(entryOf(generation, undefined, generation.messages, []), text), undefined)
      return { ok: true, record: withOwnBase(stored, generation.request) }
    }
    const remembered = window.get(link.id)
    const entry = remembered === undefined ? undefined : wholeEntry(remembered)
    if (remembered === undefined || entry === undefined)
      return { ok: false, detail: `generation ${link.id}, on which it builds, was not read` }
    const lack = lackOf(link, entry)
    if (lack !== undefined) return { ok: false, detail: `generation ${link.id}, on which it builds, has no ${lack}` }
    const base = { entry, count: link.count }
    const own = rememberedWhole(entryOf(generation, base, generation.messages, link.same))
    window.enter(own, { entry: remembered, count: link.count })
    return { ok: true, record: { ...stored, request: wholeRequest(generation, base, link) } }
  }

  return { decode, has: (id) => window.get(id) !== undefined }
}

type Link = { readonly id: string; readonly count: number; readonly same: readonly string[]; readonly own?: Json }

function linkOf(request: JsonObject): Link | undefined {
  const { base } = request
  if (!isJsonObject(base)) return undefined
  const { id, count, same, own } = base
  if (typeof id !== 'string' || typeof count !== 'number') return undefined
  const names = isJsonArray(same) ? same.map(String) : []
  return { id, count, same: names, ...(own === undefined ? {} : { own }) }
}

function lackOf({ count, same }: Link, entry: Entry): string | undefined {
  if (!Number.isInteger(count) || count < 0 || count > entry.length) return `${count} messages`
  return same.find((name) => fieldOf(entry, name) === undefined)
}

function withOwnBase(stored: JsonObject, request: JsonObject): JsonObject {
  const { base } = request
  if (!isJsonObject(base) || base['own'] === undefined) return stored
  return { ...stored, request: { ...request, base: base['own'] } }
}

function wholeRequest({ request, messages }: Chained, { entry, count }: Base, link: Link): JsonObject {
  const { base: _, messages: __, ...rest } = request
  const same = link.same.map((name): [string, Json] => [name, fieldOf(entry, name)?.value ?? null])
  return {
    ...(link.own === undefined ? {} : { base: link.own }),
    messages: entry.messages.slice(0, count).concat(messages),
    ...rest,
    ...Object.fromEntries(same),
  }
}
