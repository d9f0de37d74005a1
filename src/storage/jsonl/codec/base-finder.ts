import { jsonEqual, type Json, type JsonObject } from '../../../core/json.ts'
import type { Chained } from './chained.ts'
import { ownKeys, searchKeys, type SearchKey } from './search-key.ts'
import type { Base, Entry } from './window.ts'

/** How many generations are kept under one key; more only cost comparisons. */
const PER_KEY = 8

/** `asked`: how many of the entry's messages are its request, not its answer. */
type Candidate = { readonly entry: Entry; readonly keys: readonly SearchKey[]; readonly asked: number }

/** Finds the generation that a new one continues. Only the writer needs it: a reader is told the base. */
export type BaseFinder = {
  /** The kept generation that shares the longest history, of at least one message. */
  find(record: JsonObject, generation: Chained): Base | undefined
  add(record: JsonObject, generation: Chained, entry: Entry): void
  readonly remove: (entry: Entry) => void
}

/** Candidates are found through cheap keys; whether they fit is decided by comparing whole messages. */
export function createBaseFinder(): BaseFinder {
  const candidatesOfKey = new Map<SearchKey, Candidate[]>()
  const candidateOfId = new Map<string, Candidate>()

  function find(record: JsonObject, { messages }: Chained): Base | undefined {
    let best: Base | undefined
    const seen: Candidate[] = []
    for (const key of searchKeys(record, messages)) {
      for (const candidate of candidatesOfKey.get(key)?.toReversed() ?? []) {
        if (seen.includes(candidate)) continue
        seen.push(candidate)
        const { entry, asked } = candidate
        const count = commonPrefix(entry, messages)
        if (count > (best?.count ?? 0)) best = { entry, count }
        // It continues, repeats or cuts short that very call: nothing can fit better by more than an answer.
        if (best !== undefined && count >= Math.min(asked, messages.length)) return best
      }
    }
    return best
  }

  function add(record: JsonObject, { id, messages }: Chained, entry: Entry): void {
    const keys = ownKeys(record, messages)
    const candidate = { entry, keys, asked: messages.length }
    candidateOfId.set(id, candidate)
    for (const key of keys) {
      const others = candidatesOfKey.get(key)
      if (others === undefined) candidatesOfKey.set(key, [candidate])
      else if (others.push(candidate) > PER_KEY) others.shift()
    }
  }

  function remove({ id }: Entry): void {
    const candidate = candidateOfId.get(id)
    if (candidate === undefined) return
    candidateOfId.delete(id)
    for (const key of candidate.keys) {
      const others = candidatesOfKey.get(key)?.filter((other) => other !== candidate) ?? []
      if (others.length === 0) candidatesOfKey.delete(key)
      else candidatesOfKey.set(key, others)
    }
  }

  return { find, add, remove }
}

function commonPrefix(entry: Entry, messages: readonly Json[]): number {
  const length = Math.min(entry.messages.length, messages.length)
  for (let index = 0; index < length; index += 1) {
    if (!jsonEqual(entry.messages[index]?.value, messages[index])) return index
  }
  return length
}
