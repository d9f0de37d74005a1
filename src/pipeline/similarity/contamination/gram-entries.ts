import { createNumbers } from './numbers.ts'

const NONE = 0xffffffff

/** Which texts have which grams. Entries of a gram are linked; those of a text stand beside each other. */
export type GramEntries = {
  readonly texts: () => number
  readonly grams: () => number
  /** Opens a text. */
  readonly open: () => void
  /** Adds a gram to the text that was opened last, unless it has it. Grams are numbered from 0 on as they come. */
  readonly add: (gram: number) => void
  /** How many texts have a gram. */
  readonly ownersOf: (gram: number) => number
  readonly isEmpty: (gram: number) => boolean
  /** Takes a gram from all texts, or from all but the one of an entry. */
  readonly clear: (gram: number, butEntry?: number) => void
  readonly forEachText: (gram: number, take: (text: number) => void) => void
  readonly forEachGram: (text: number, take: (gram: number, entry: number) => void) => void
}

export function createGramEntries(): GramEntries {
  const [heads, owners, starts] = [createNumbers(), createNumbers(), createNumbers()]
  const [texts, grams, next] = [createNumbers(), createNumbers(), createNumbers()]

  return {
    texts: starts.size,
    grams: heads.size,
    open: () => starts.push(texts.size()),
    add(gram) {
      const text = starts.size() - 1
      if (gram === heads.size()) {
        heads.push(NONE)
        owners.push(0)
      }
      const last = heads.at(gram)
      if (last !== NONE && texts.at(last) === text) return
      heads.set(gram, texts.size())
      owners.set(gram, owners.at(gram) + 1)
      texts.push(text)
      grams.push(gram)
      next.push(last)
    },
    ownersOf: owners.at,
    isEmpty: (gram) => heads.at(gram) === NONE,
    clear(gram, butEntry = NONE) {
      heads.set(gram, butEntry)
      if (butEntry !== NONE) next.set(butEntry, NONE)
    },
    forEachText(gram, take) {
      for (let entry = heads.at(gram); entry !== NONE; entry = next.at(entry)) take(texts.at(entry))
    },
    forEachGram(text, take) {
      const end = text + 1 < starts.size() ? starts.at(text + 1) : texts.size()
      for (let entry = starts.at(text); entry < end; entry += 1) take(grams.at(entry), entry)
    },
  }
}
