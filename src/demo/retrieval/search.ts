import type { FaqEntry, FaqTopic, Language } from '../faq/entry.ts'
import { createAnalyzer, type Analyzer } from './analyzer.ts'
import { createBm25, type Bm25, type TermWeights } from './bm25.ts'
import { createLanguageDetector } from './language.ts'
import { nearestTerm } from './nearest-term.ts'

/** An entry that may answer a question. */
export type Found = {
  readonly entry: FaqEntry
  readonly language: Language
  readonly topic: string
  readonly score: number
  /** The share of the question that the entry is about, 0 to 1. */
  readonly coverage: number
}

export type Search = {
  readonly language: Language
  /** What the question was taken to be about. */
  readonly terms: readonly string[]
  /** Best first; empty when nothing fits well enough to be an answer. */
  readonly found: readonly Found[]
}

export type FaqSearch = (question: string, earlierQuestions?: readonly string[]) => Search

/** Below this share of a question an entry is about something else. Tuned on test/demo/retrieval.test.ts. */
const LEAST_COVERAGE = 0.42
const UNKNOWN_WEIGHT = 0.75
const QUESTION_WEIGHT = 3
const ANSWER_WEIGHT = 1
/** A question this short, or one that begins like a follow-up, is read together with the one before it. */
const FOLLOW_UP_TERMS = 2
const FOLLOW_UP_START = /^\W*(?:and|also|but|then|what about|how about|so|und|aber|auch|dann|was ist mit|wie ist es)\b/i
const EARLIER_WEIGHT = 0.6

/**
 * Finds the entries that answer a question: BM25 over question, other wordings (weight 3) and answers (weight 1), one
 * index for each language.
 */
export function createFaqSearch(topics: readonly FaqTopic[]): FaqSearch {
  const detect = createLanguageDetector()
  const shelves = { en: createShelf(topics, 'en'), de: createShelf(topics, 'de') }
  return (question, earlierQuestions = []) => {
    const detected = detect(question) ?? detect(earlierQuestions.at(-1) ?? '')
    const first = detected ?? 'en'
    const found = shelves[first].find(question, earlierQuestions)
    const second = first === 'en' ? 'de' : 'en'
    const useSecond = found.length === 0 && detect(question) === undefined
    const elsewhere = useSecond ? shelves[second].find(question, earlierQuestions) : []
    const language = elsewhere.length > 0 ? second : first
    return {
      language,
      terms: shelves[language].analyze(question),
      found: elsewhere.length > 0 ? elsewhere : found,
    }
  }
}

type Document = { readonly entry: FaqEntry; readonly topic: string; readonly language: Language }

type Shelf = {
  readonly analyze: Analyzer
  find(question: string, earlierQuestions: readonly string[]): readonly Found[]
}

function createShelf(topics: readonly FaqTopic[], language: Language): Shelf {
  const analyze = createAnalyzer(language)
  const documents: readonly Document[] = topics
    .filter((topic) => topic.language === language)
    .flatMap(({ topic, entries }) => entries.map((entry) => ({ entry, topic, language })))
  const weights = documents.map(({ entry }) => weigh(entry, analyze))
  const index = createBm25(weights)
  const known = (text: string): readonly string[] =>
    analyze(text).map((term) => nearestTerm(term, index.vocabulary) ?? term)

  return {
    analyze,
    find(question, earlierQuestions) {
      const terms = known(question)
      const earlier = isFollowUp(question, terms) ? known(earlierQuestions.at(-1) ?? '') : []
      const context = new Map(index.search(earlier).map((hit) => [hit.index, hit.score]))
      // "And then?" says nothing by itself: the earlier question is asked again.
      const hits = terms.length === 0 ? index.search(earlier) : index.search(terms)
      return hits
        .map((hit) => ({ ...hit, score: hit.score + EARLIER_WEIGHT * (context.get(hit.index) ?? 0) }))
        .sort((one, other) => other.score - one.score)
        .flatMap((hit) => {
          const document = documents[hit.index]
          const own = weights[hit.index]
          if (document === undefined || own === undefined) return []
          const coverage = coverageOf(terms.length === 0 ? earlier : terms, own, index)
          return coverage < LEAST_COVERAGE ? [] : [{ ...document, score: hit.score, coverage }]
        })
    },
  }
}

function isFollowUp(question: string, terms: readonly string[]): boolean {
  return terms.length <= FOLLOW_UP_TERMS || FOLLOW_UP_START.test(question)
}

function weigh(entry: FaqEntry, analyze: Analyzer): TermWeights {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const term of analyze(text)) weights.set(term, (weights.get(term) ?? 0) + weight)
  }
  add([entry.question, ...entry.also].join(' '), QUESTION_WEIGHT)
  // Wordings repeat each other, so one is enough to know what the answer is about.
  add(entry.answers[0], ANSWER_WEIGHT)
  return weights
}

/**
 * A term that only the answer mentions counts half: the entry is not about it. A word that the FAQ does not know at all
 * weighs less than a rare one that it does, because questions hold many names and asides.
 */
function coverageOf(terms: readonly string[], weights: TermWeights, index: Bm25): number {
  let total = 0
  let covered = 0
  for (const term of new Set(terms)) {
    const weight = weights.get(term) ?? 0
    total += index.idf(term) * (index.vocabulary.has(term) ? 1 : UNKNOWN_WEIGHT)
    covered += index.idf(term) * (weight >= QUESTION_WEIGHT ? 1 : weight > 0 ? 0.5 : 0)
  }
  return total === 0 ? 0 : covered / total
}
