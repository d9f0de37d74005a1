import { createGramEntries } from './gram-entries.ts'
import { createGramTable, NO_GRAM } from './gram-table.ts'

/** A gram that is this common in evaluation texts is a template, and says nothing about one of them. */
const COMMON_SHARE = 0.1
/** In a handful of texts a tenth is one text. */
const LEAST_COMMON = 5

/** Which evaluation texts have which grams, in about 40 bytes a gram. */
export type GramIndex = {
  /** Opens a text. They are numbered from 0 on. */
  readonly open: () => void
  /** Adds a gram to the text that was opened last. */
  readonly add: (hash: number, check: number) => void
  /** Leaves out what is common. Nothing is added from then on. */
  readonly seal: () => void
  readonly mayHave: (hash: number) => boolean
  /** Calls `take` with each text that has a gram, and the number of the gram. */
  readonly forEach: (hash: number, check: number, take: (text: number, gram: number) => void) => void
  /** How many distinct grams of a text count. */
  readonly sizeOf: (text: number) => number
}

export function createGramIndex(): GramIndex {
  const table = createGramTable()
  const entries = createGramEntries()
  let sizes = new Uint32Array(0)

  function seal(): void {
    const count = entries.texts()
    const common = Math.max(LEAST_COMMON, count * COMMON_SHARE)
    for (let gram = 0; gram < entries.grams(); gram += 1) if (entries.ownersOf(gram) >= common) entries.clear(gram)
    sizes = new Uint32Array(count)
    const grow = (text: number): void => {
      sizes[text] = (sizes[text] ?? 0) + 1
    }
    for (let text = 0; text < count; text += 1) {
      entries.forEachGram(text, (gram) => {
        if (!entries.isEmpty(gram)) grow(text)
      })
    }
    // What is nothing but template would not be guarded at all; the first of many such texts stands for them.
    for (let text = 0; text < count; text += 1) {
      if (sizes[text] !== 0) continue
      entries.forEachGram(text, (gram, entry) => {
        if (!entries.isEmpty(gram)) return
        entries.clear(gram, entry)
        grow(text)
      })
    }
  }

  return {
    open: entries.open,
    add: (hash, check) => entries.add(table.put(hash, check)),
    seal,
    mayHave: table.mayHave,
    forEach(hash, check, take) {
      const gram = table.find(hash, check)
      if (gram !== NO_GRAM) entries.forEachText(gram, (text) => take(text, gram))
    },
    sizeOf: (text) => sizes[text] ?? 0,
  }
}
