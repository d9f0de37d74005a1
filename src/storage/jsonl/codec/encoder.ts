import { jsonEqual, type JsonObject } from '../../../core/json.ts'
import { createBaseFinder } from './base-finder.ts'
import { chainedOf, entryOf, SHARED_FIELDS } from './chained.ts'
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
    const base = finder.find(record, generation)
    const same = base === undefined ? [] : sameFields(generation.request, base)
    const isWhole = base === undefined && generation.request['base'] === undefined
    const added = generation.messages.slice(base?.count ?? 0)
    return {
      stored: isWhole ? record : { ...record, request: storedRequest(generation.request, base, same) },
      remember() {
        const entry = entryOf(generation, base, added, same)
        window.enter(entry, base)
        if (window.get(entry.id) === entry) finder.add(record, generation, entry)
      },
    }
  }

  return { encode }
}

function sameFields(request: JsonObject, { entry }: Base): readonly string[] {
  return SHARED_FIELDS.filter((name) => {
    const field = entry.fields.get(name)
    return field !== undefined && jsonEqual(field.value, request[name])
  })
}

function storedRequest(request: JsonObject, base: Base | undefined, same: readonly string[]): JsonObject {
  const { base: own, messages, ...rest } = request
  if (base === undefined) return own === undefined ? request : { ...request, base: { own } }
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !same.includes(name)))
  const link = {
    id: base.entry.id,
    count: base.count,
    ...(same.length === 0 ? {} : { same }),
    ...(own === undefined ? {} : { own }),
  }
  return { base: link, messages: Array.isArray(messages) ? messages.slice(base.count) : [], ...kept }
}
