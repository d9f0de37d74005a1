import type { Remembered } from './remembered.ts'
import { createWindow, type Window, type WindowLimits } from './window.ts'

/**
 * The window of a reader. What takes next to no memory is not put in its place before somebody asks for a generation: on
 * those of many logs nothing ever builds.
 */
export function createReaderWindow(limits: WindowLimits): Window<Remembered> {
  const window = createWindow<Remembered>(limits)
  let waiting: Remembered[] | undefined = []

  function inPlace(): Window<Remembered> {
    for (const entry of waiting ?? []) window.enter(entry, undefined)
    waiting = undefined
    return window
  }

  return {
    get: (id) => inPlace().get(id),
    enter(entry, base) {
      if (waiting === undefined || base !== undefined || entry.size > 0) return inPlace().enter(entry, base)
      waiting.push(entry)
      if (waiting.length >= 2 * limits.entries) waiting = latestOf(waiting, limits.entries)
    },
  }
}

/** The latest ones that have so many ids. */
function latestOf(entries: readonly Remembered[], count: number): Remembered[] {
  const ids = new Set<string>()
  const start = entries.findLastIndex(({ id }) => ids.add(id).size === count)
  return entries.slice(Math.max(0, start))
}
