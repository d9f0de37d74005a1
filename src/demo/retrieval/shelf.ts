import type { FaqEntry, FaqTopic, Language } from '../faq/entry.ts'
import { createAnalyzer } from './analyzer.ts'
import { createBm25, type Bm25, type Hit, type TermWeights } from './bm25.ts'
import { nearestTerm } from './nearest-term.ts'
import { WEAK_WORDS } from './stop-words.ts'

/** An entry that may answer a question. */
export type Found = {
  readonly entry: FaqEntry
  readonly language: Language
  readonly topic: string
  readonly score: number
  /** The share of the question that the entry is about, 0 to 1. */
  readonly coverage: number
}

/** The entries of one language, ready to be searched. */
export type Shelf = {
  /** What a question is about. */
  termsOf(question: string): readonly string[]
  /** Best first. With `context`, entries that fit the earlier question too come first. */
  find(question: string, context?: string): readonly Found[]
}

const QUESTION_WEIGHT = 3
const ANSWER_WEIGHT = 1
const CONTEXT_WEIGHT = 0.6
// The coverage of a question: an entry that mentions a word only in its answer is not about it, a corrected word may be
// another word, weak words say little, and questions hold many names and asides that no FAQ knows.
const COVERED_BY_ANSWER = 0.5
const COVERED_BY_CORRECTED = 0.75
const SHARE_OF_WEAK = 0.5
const SHARE_OF_UNKNOWN = 0.75

/** A question's term and the known one that it is read as; `undefined` when the shelf knows nothing like it. */
type Reading = { readonly term: string; readonly known: string | undefined }

export function createShelf(topics: readonly FaqTopic[], language: Language): Shelf {
  const analyze = createAnalyzer(language)
  const weak = new Set(analyze(WEAK_WORDS[language]))
  const documents = topics
    .filter((topic) => topic.language === language)
    .flatMap(({ topic, entries }) => entries.map((entry) => shelve(entry, topic, analyze)))
  const index = createBm25(documents.map(({ weights }) => weights))

  const read = (text: string): readonly Reading[] =>
    [...new Set(analyze(text))].map((term) => ({ term, known: nearestTerm(term, index.vocabulary) }))
  const search = (readings: readonly Reading[]): readonly Hit[] =>
    index.search(readings.flatMap(({ known }) => (known === undefined ? [] : [known])))

  return {
    termsOf: analyze,
    find(question, context = '') {
      const contextHits = search(read(context))
      const own = read(question)
      // "And then?" says nothing by itself: the earlier question is asked again.
      const readings = own.length === 0 ? read(context) : own
      const bonus = new Map(contextHits.map((hit) => [hit.index, CONTEXT_WEIGHT * hit.score]))
      return search(readings)
        .flatMap((hit) => {
          const document = documents[hit.index]
          if (document === undefined) return []
          const { entry, topic, weights, phrasings } = document
          const coverage = coverageOf(readings, weights, { index, weak })
          const score = hit.score * (1 + likeness(readings, phrasings)) + (bonus.get(hit.index) ?? 0)
          return [{ entry, language, topic, score, coverage }]
        })
        .sort((one, other) => other.score - one.score)
    },
  }
}

type Document = {
  readonly entry: FaqEntry
  readonly topic: string
  readonly weights: TermWeights
  /** The terms of each way to ask. */
  readonly phrasings: readonly ReadonlySet<string>[]
}

function shelve(entry: FaqEntry, topic: string, analyze: (text: string) => readonly string[]): Document {
  const phrasings = [entry.question, ...entry.also].map((phrasing) => new Set(analyze(phrasing)))
  return { entry, topic, weights: weigh(entry, analyze), phrasings }
}

/** How close a question comes to the nearest of some phrasings: the share of terms in common, 0 to 1. */
function likeness(readings: readonly Reading[], phrasings: readonly ReadonlySet<string>[]): number {
  const terms = new Set(readings.map(({ term, known }) => known ?? term))
  return Math.max(0, ...phrasings.map((phrasing) => overlap(terms, phrasing)))
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((term) => other.has(term)).length
  return common === 0 ? 0 : common / (one.size + other.size - common)
}

function weigh(entry: FaqEntry, analyze: (text: string) => readonly string[]): TermWeights {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const term of analyze(text)) weights.set(term, (weights.get(term) ?? 0) + weight)
  }
  add([entry.question, ...entry.also].join(' '), QUESTION_WEIGHT)
  // Wordings repeat each other, so one is enough to know what the answer is about.
  add(entry.answers[0], ANSWER_WEIGHT)
  return weights
}

type Evidence = { readonly index: Bm25; readonly weak: ReadonlySet<string> }

function coverageOf(readings: readonly Reading[], weights: TermWeights, { index, weak }: Evidence): number {
  let total = 0
  let covered = 0
  for (const { term, known } of readings) {
    const share = known === undefined ? SHARE_OF_UNKNOWN : weak.has(known) ? SHARE_OF_WEAK : 1
    const mass = share * index.idf(known ?? term)
    const weight = weights.get(known ?? term) ?? 0
    const certainty = known === term ? 1 : COVERED_BY_CORRECTED
    total += mass
    covered += mass * certainty * (weight >= QUESTION_WEIGHT ? 1 : weight > 0 ? COVERED_BY_ANSWER : 0)
  }
  return total === 0 ? 0 : covered / total
}
