import type { Json } from '../../core/json.ts'
import type { Field } from './sized.ts'

/** What a window has to know of a generation. */
export type Windowed = {
  readonly id: string
  /** How many messages its history has, its answer included. */
  readonly length: number
  /** About how many bytes it holds in memory, whatever it shares with other entries. */
  readonly size: number
}

/** What later generations can be stored against: the history of one generation together with its answer. */
export type Entry = Windowed & {
  /** Its history are the first `length` of these: the generation that continues it to the end adds its own behind them. */
  readonly messages: Json[]
  /** That part of `size` which is due to the messages. */
  readonly messagesSize: number
  /** The request's fields that often stay the same from call to call, such as its tools. */
  readonly fields: readonly Field[]
}

/** The generation that another one continues: the first `count` messages of its entry are shared. */
export type Base<Known extends Windowed = Entry> = { readonly entry: Known; readonly count: number }

export type WindowLimits = {
  readonly entries: number
  /** Sum of the sizes of the entries, in bytes. */
  readonly size: number
}

/**
 * How far back a generation may be stored against another. Part of the format: a reader remembers at least as much as
 * the writer did. Entries leave in the order of their last use, so a larger window holds all that a smaller one does.
 */
export const WINDOW_LIMITS: WindowLimits = { entries: 4_096, size: 32 * 1_024 * 1_024 }

export type Window<Known extends Windowed> = {
  get(id: string): Known | undefined
  /** Remembers a generation. A base that it continues to the end has had its day; one that it branches off is kept. */
  enter(entry: Known, base: Base<Known> | undefined): void
}

/** The memory that writer and reader of a segment keep alike, by doing the same for each generation in turn. */
export function createWindow<Known extends Windowed>(
  limits: WindowLimits,
  onLeave: (entry: Known) => void = () => {},
): Window<Known> {
  const entries = new Map<string, Known>()
  // One for all: a new one would step over the places of all that has left since the map last grew.
  let ids = entries.keys()
  let total = 0

  function insert(entry: Known): void {
    entries.set(entry.id, entry)
    total += entry.size
  }

  function take(id: string): Known | undefined {
    const entry = entries.get(id)
    if (entry === undefined) return undefined
    entries.delete(id)
    total -= entry.size
    return entry
  }

  function remove(id: string): void {
    const entry = take(id)
    if (entry !== undefined) onLeave(entry)
  }

  function removeOldest(): void {
    let oldest = ids.next()
    if (oldest.done === true) {
      ids = entries.keys()
      oldest = ids.next()
    }
    if (oldest.done !== true) remove(oldest.value)
  }

  function isWithin({ entries: count, size }: WindowLimits): boolean {
    return entries.size <= count && total <= size
  }

  function enter(entry: Known, base: Base<Known> | undefined): void {
    if (base !== undefined) {
      if (base.count === base.entry.length) remove(base.entry.id)
      else if (take(base.entry.id) !== undefined) insert(base.entry)
    }
    remove(entry.id)
    insert(entry)
    while (entries.size > 0 && !isWithin(limits)) removeOldest()
  }

  return { get: (id) => entries.get(id), enter }
}
