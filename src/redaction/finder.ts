import type { Detector } from './detector.ts'
import { findAll, type Finding } from './overlaps.ts'

/** Finds what is to be masked in a text. */
export type Finder = (text: string) => readonly Finding[]

// Base64 and nothing behind it: any other text that begins with `data:` is searched like all texts.
const DATA_URI = /^data:[\w.+-]{0,64}(?:\/[\w.+-]{0,64})?(?:;[\w.+="-]{0,64}){0,8};base64,[\w+/=%.-]*$/

/** Shorter texts are searched faster than they are looked up. */
const SHORTEST_REMEMBERED = 64
/** What an entry holds beside its text. */
const ENTRY = 64

/**
 * Makes a finder that remembers what it found in about the last `memory` characters of text; 0 remembers nothing. Chat
 * apps send the whole history with each call, so nearly all of what a call brings has been searched before.
 */
export function createFinder(detectors: readonly Detector[], memory: number): Finder {
  function search(text: string): readonly Finding[] {
    return DATA_URI.test(text) ? [] : findAll(detectors, text)
  }
  if (memory === 0) return search

  // Two generations: what was not asked for while the younger one filled up is forgotten with the older one.
  let young = new Map<string, readonly Finding[]>()
  let old = new Map<string, readonly Finding[]>()
  let size = 0

  return (text) => {
    if (text.length < SHORTEST_REMEMBERED || text.length > memory / 4) return search(text)
    const known = young.get(text)
    if (known !== undefined) return known
    const found = old.get(text) ?? search(text)
    young.set(text, found)
    size += text.length + ENTRY
    if (size > memory / 2) {
      old = young
      young = new Map()
      size = 0
    }
    return found
  }
}
