import type { Json } from '../../core/json.ts'
import { sameJson } from './same-json.ts'
import type { SearchKey } from './search-key.ts'
import type { Base, Entry } from './window.ts'

/** How many generations are kept under one key; more only cost comparisons. */
const PER_KEY = 8

/** An entry as the writer keeps it. `asked`: how many of its messages are the request, not the answer. */
export type KeyedEntry = Entry & { readonly keys: readonly SearchKey[]; readonly asked: number }

/** Finds the generation that a new one continues. Only the writer needs it: a reader is told the base. */
export type BaseFinder = {
  /** The kept generation that shares the longest history, of at least one message. */
  find(keys: readonly SearchKey[], messages: readonly Json[]): Base<KeyedEntry> | undefined
  add(entry: KeyedEntry): void
  readonly remove: (entry: KeyedEntry) => void
}

/** Candidates are found through cheap keys; whether they fit is decided by comparing whole messages. */
export function createBaseFinder(): BaseFinder {
  const candidatesOfKey = new Map<SearchKey, KeyedEntry[]>()

  function find(keys: readonly SearchKey[], messages: readonly Json[]): Base<KeyedEntry> | undefined {
    let best: Base<KeyedEntry> | undefined
    const seen: KeyedEntry[] = []
    for (const key of keys) {
      const candidates = candidatesOfKey.get(key)
      for (let index = (candidates?.length ?? 0) - 1; index >= 0; index -= 1) {
        const entry = candidates?.[index]
        if (entry === undefined || seen.includes(entry)) continue
        seen.push(entry)
        const count = commonPrefix(entry, messages)
        if (count > (best?.count ?? 0)) best = { entry, count }
        // It continues, repeats or cuts short that very call: nothing can fit better by more than an answer.
        if (best !== undefined && count >= Math.min(entry.asked, messages.length)) return best
      }
    }
    return best
  }

  function add(entry: KeyedEntry): void {
    for (const key of entry.keys) {
      const others = candidatesOfKey.get(key)
      if (others === undefined) candidatesOfKey.set(key, [entry])
      else if (others.push(entry) > PER_KEY) others.shift()
    }
  }

  function remove(entry: KeyedEntry): void {
    for (const key of entry.keys) {
      const others = candidatesOfKey.get(key)
      const index = others?.indexOf(entry) ?? -1
      if (others === undefined || index === -1) continue
      if (others.length === 1) candidatesOfKey.delete(key)
      else others.splice(index, 1)
    }
  }

  return { find, add, remove }
}

function commonPrefix(entry: Entry, messages: readonly Json[]): number {
  const length = Math.min(entry.length, messages.length)
  for (let index = 0; index < length; index += 1) {
    if (!sameJson(entry.messages[index], messages[index])) return index
  }
  return length
}
