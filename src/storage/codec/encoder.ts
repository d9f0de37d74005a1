import type { Json, JsonObject } from '../../core/json.ts'
import { createBaseFinder, type KeyedEntry } from './base-finder.ts'
import { chainedOf, entryOf, fieldOf, SHARED_FIELDS } from './chained.ts'
import { sameJson } from './same-json.ts'
import { ownKeys, searchKeys } from './search-key.ts'
import { createWindow, WINDOW_LIMITS, type Base, type WindowLimits } from './window.ts'

export type Encoded = {
  /** What is written. */
  readonly stored: JsonObject
  /** To be called once `stored` has become text, so that later records may build on it. */
  readonly remember: () => void
}

export type Encoder = { encode(record: JsonObject): Encoded }

/**
 * Makes the writing half of the linear codec, for one segment.
 *
 * Chat apps send the whole history with each call. A generation whose history begins like that of an earlier one is
 * stored as `request.base = {id, count, same?}` and the messages behind it: its history is the first `count` messages
 * of the base's request and response, then its own. `same` names the request fields that equal the base's. A request
 * that has a field `base` of its own keeps it as `base.own`.
 */
export function createEncoder(limits: WindowLimits = WINDOW_LIMITS): Encoder {
  const finder = createBaseFinder()
  const window = createWindow(limits, finder.remove)

  function encode(record: JsonObject): Encoded {
    const generation = chainedOf(record)
    if (generation === undefined) return { stored: record, remember() {} }
    const { request, messages } = generation
    const keys = searchKeys(record, messages)
    const base = finder.find(keys, messages)
    const same = base === undefined ? [] : sameFields(request, base)
    const isWhole = base === undefined && request['base'] === undefined
    const added = base === undefined ? messages : messages.slice(base.count)
    return {
      stored: isWhole ? record : { ...record, request: storedRequest(request, base, added, same) },
      remember() {
        const known = entryOf(generation, base, added, same)
        const entry: KeyedEntry = { ...known, keys: ownKeys(keys), asked: messages.length }
        window.enter(entry, base)
        if (window.get(entry.id) === entry) finder.add(entry)
      },
    }
  }

  return { encode }
}

function sameFields(request: JsonObject, { entry }: Base): readonly string[] {
  return SHARED_FIELDS.filter((name) => {
    const field = fieldOf(entry, name)
    return field !== undefined && sameJson(field.value, request[name])
  })
}

function storedRequest(
  request: JsonObject,
  base: Base | undefined,
  added: readonly Json[],
  same: readonly string[],
): JsonObject {
  const { base: own, messages: _, ...rest } = request
  if (base === undefined) return own === undefined ? request : { ...request, base: { own } }
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !same.includes(name)))
  const link = {
    id: base.entry.id,
    count: base.count,
    ...(same.length === 0 ? {} : { same }),
    ...(own === undefined ? {} : { own }),
  }
  return { base: link, messages: added, ...kept }
}
