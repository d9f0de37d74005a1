import type { FaqTopic, Language } from '../faq/entry.ts'
import { createLanguageDetector } from './language.ts'
import { createShelf, type Found } from './shelf.ts'

export type SearchResult = {
  /** The language of the question, or of what was found when the question could be either. */
  readonly language: Language
  /** What the question was taken to be about. */
  readonly terms: readonly string[]
  /** Best first; empty when nothing fits well enough to be an answer. */
  readonly found: readonly Found[]
}

/** Looks a question up; `earlier` is the question before it in the same conversation, if there was one. */
export type FaqSearch = (question: string, earlier?: string) => SearchResult

/** An entry that covers less of a question is about something else. Held by test/demo/retrieval.test.ts. */
const LEAST_COVERAGE = 0.45
/** A question with so few terms, or with a start like this, is read together with the one before it. */
const FOLLOW_UP_TERMS = 2
const FOLLOW_UP_START = /^\W*(?:and|also|but|then|what about|how about|so|und|aber|auch|dann|was ist mit)\b/i

/**
 * Finds the entries that answer a question in English or German: BM25 over question, other wordings and answers, with
 * one index for each language. Mistyped words are corrected, follow-up questions take the earlier one into account.
 */
export function createFaqSearch(topics: readonly FaqTopic[]): FaqSearch {
  const languageOf = createLanguageDetector()
  const shelves = { en: createShelf(topics, 'en'), de: createShelf(topics, 'de') }

  const lookUp = (language: Language, question: string, earlier: string): SearchResult => {
    const shelf = shelves[language]
    const { asked, aside } = splitQuestion(question)
    const terms = shelf.termsOf(question)
    const isFollowUp = terms.length <= FOLLOW_UP_TERMS || FOLLOW_UP_START.test(question)
    const fit = (text: string, context: string): readonly Found[] =>
      shelf.find(text, context).filter(({ coverage }) => coverage >= LEAST_COVERAGE)
    const context = isFollowUp ? earlier : ''
    const found = shelf.termsOf(asked).length > 0 ? fit(asked, `${aside} ${context}`) : []
    return { language, terms, found: found.length > 0 ? found : fit(question, context) }
  }

  return (question, earlier = '') => {
    const own = languageOf(question)
    const likely = lookUp(own ?? languageOf(earlier) ?? 'en', question, earlier)
    if (own !== undefined || likely.found.length > 0) return likely
    const other = lookUp(likely.language === 'en' ? 'de' : 'en', question, earlier)
    return other.found.length > 0 ? other : likely
  }
}

/** The sentences of a message that ask, apart from those that only tell. */
function splitQuestion(text: string): { readonly asked: string; readonly aside: string } {
  const sentences = text.match(/[^.!?\n]+[.!?\n]*/g) ?? []
  const asked = sentences.filter((sentence) => sentence.includes('?'))
  const aside = sentences.filter((sentence) => !sentence.includes('?'))
  return { asked: asked.join(' '), aside: aside.join(' ') }
}
