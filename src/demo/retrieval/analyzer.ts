import type { Language } from '../faq/entry.ts'
import { stem } from './stem.ts'
import { STOP_WORDS } from './stop-words.ts'
import { PHRASES, SYNONYMS } from './synonyms.ts'

const ADDRESSES = /https?:\S+|\S+@\S+/g

/** The terms that a text is about, in order: without stop words, stemmed, synonyms joined. */
export type Analyzer = (text: string) => readonly string[]

export function createAnalyzer(language: Language): Analyzer {
  const stopWords = new Set(STOP_WORDS[language].split(/\s+/))
  const heads = synonymHeads(language)
  return (text) => {
    const plain = text.normalize('NFC').toLowerCase().replace(ADDRESSES, ' ').replace(/[’']/g, '')
    const joined = PHRASES[language].reduce((rest, [phrase, word]) => rest.replace(phrase, word), plain)
    const words = joined.match(/[\p{L}\p{N}]+/gu) ?? []
    return words
      .filter((word) => !stopWords.has(word))
      .map((word) => stem(word, language))
      .map((term) => heads.get(term) ?? term)
  }
}

function synonymHeads(language: Language): ReadonlyMap<string, string> {
  const heads = new Map<string, string>()
  for (const line of SYNONYMS[language]) {
    const terms = line.split(' ').map((word) => stem(word, language))
    for (const term of terms) heads.set(term, terms[0] ?? term)
  }
  return heads
}
