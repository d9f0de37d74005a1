import type { Language } from '../faq/entry.ts'
import { STOP_WORDS } from './stop-words.ts'

export type LanguageDetector = (text: string) => Language | undefined

/** Tells English from German by their small words and by umlauts; `undefined` when nothing speaks for either. */
export function createLanguageDetector(): LanguageDetector {
  const english = new Set(STOP_WORDS.en.split(/\s+/))
  const german = new Set(STOP_WORDS.de.split(/\s+/))
  return (text) => {
    const words =
      text
        .normalize('NFC')
        .toLowerCase()
        .match(/\p{L}+/gu) ?? []
    const signs = (set: ReadonlySet<string>) => words.filter((word) => set.has(word)).length
    const forGerman = signs(german) + words.filter((word) => /[äöüß]/.test(word)).length
    const forEnglish = signs(english)
    if (forGerman === forEnglish) return undefined
    return forGerman > forEnglish ? 'de' : 'en'
  }
}
