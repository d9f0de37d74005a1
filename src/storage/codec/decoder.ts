import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { chainedOf, entryOf, fieldOf, isJsonArray, type Chained } from './chained.ts'
import { createReaderWindow } from './reader-window.ts'
import { createRemembered, rememberedWhole, wholeEntry, type Again } from './remembered.ts'
import { WINDOW_LIMITS, type Entry, type WindowLimits } from './window.ts'

export type Decoded =
  | { readonly ok: true; readonly record: JsonObject }
  /** The record builds on a generation that is not in this segment's window. */
  | { readonly ok: false; readonly detail: string }

/** Gives records back whole. Messages are shared with the base, not copied: a reader may cache by identity. */
export type Decoder = {
  /** @param again how `stored` can be had once more: memory is spared where nothing builds on the record */
  decode(stored: JsonObject, again?: Again): Decoded
  /** True when records can be decoded that build on this generation. */
  readonly has: (id: string) => boolean
}

/** Makes the reading half of the linear codec, for one segment. Takes every record of it in order. */
export function createDecoder(limits: WindowLimits = WINDOW_LIMITS): Decoder {
  const window = createReaderWindow(limits)

  function decode(stored: JsonObject, again?: Again): Decoded {
    const generation = chainedOf(stored)
    if (generation === undefined) return { ok: true, record: stored }
    const link = linkOf(generation.request)
    if (link === undefined) {
      window.enter(createRemembered(generation, again), undefined)
      return { ok: true, record: withOwnBase(stored, generation.request) }
    }
    const remembered = window.get(link.id)
    const entry = remembered === undefined ? undefined : wholeEntry(remembered)
    if (entry === undefined) return { ok: false, detail: `generation ${link.id}, on which it builds, was not read` }
    const lack = lackOf(link, entry)
    if (lack !== undefined) return { ok: false, detail: `generation ${link.id}, on which it builds, has no ${lack}` }
    const known = entryOf(generation, { entry, count: link.count }, generation.messages, link.same)
    window.enter(rememberedWhole(known), { entry: rememberedWhole(entry), count: link.count })
    return { ok: true, record: { ...stored, request: wholeRequest(generation, known, link) } }
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

/** @param known what is remembered of the generation itself: its history lies there in one piece */
function wholeRequest({ request, answers }: Chained, known: Entry, { own, same }: Link): JsonObject {
  const messages = known.messages.slice(0, known.length - answers.length)
  const { base: _, messages: __, ...rest } = request
  const whole: Record<string, Json> = own === undefined ? { messages, ...rest } : { base: own, messages, ...rest }
  for (const name of same) whole[name] = fieldOf(known, name)?.value ?? null
  return whole
}
