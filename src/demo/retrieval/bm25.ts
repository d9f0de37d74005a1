/** How often each term stands in a document. Weights above 1 make a term count more. */
export type TermWeights = ReadonlyMap<string, number>

export type Hit = {
  /** Position of the document in the collection. */
  readonly index: number
  readonly score: number
}

export type Bm25 = {
  /** How much a term tells documents apart; a term that no document has counts like one that a single document has. */
  idf(term: string): number
  /** Documents that share a term with the query, best first; equal scores keep the order of the collection. */
  search(terms: Iterable<string>): readonly Hit[]
  readonly vocabulary: ReadonlySet<string>
}

/** `k1`: how much a further mention of a term adds. `b`: how much a long document is held back, 0 to 1. */
export type Bm25Options = { readonly k1?: number; readonly b?: number }

/**
 * A BM25 index in memory (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009).
 *
 * `k1` is small because the documents are short: a second mention says little. `b` is the usual middle way between
 * ignoring the length of a document and dividing by it.
 */
export function createBm25(documents: readonly TermWeights[], options: Bm25Options = {}): Bm25 {
  const { k1 = 1.2, b = 0.5 } = options
  const lengths = documents.map((document) => sum(document.values()))
  const averageLength = sum(lengths) / Math.max(1, lengths.length)
  const documentsWith = countDocuments(documents)

  const idf = (term: string): number => {
    const count = documentsWith.get(term) ?? 1
    return Math.log(1 + (documents.length - count + 0.5) / (count + 0.5))
  }

  const score = (document: TermWeights, length: number, terms: ReadonlySet<string>): number => {
    const norm = k1 * (1 - b + (b * length) / averageLength)
    return sum(
      [...terms].map((term) => (idf(term) * (document.get(term) ?? 0) * (k1 + 1)) / ((document.get(term) ?? 0) + norm)),
    )
  }

  return {
    idf,
    vocabulary: new Set(documentsWith.keys()),
    search(terms) {
      const unique = new Set(terms)
      return documents
        .map((document, index) => ({ index, score: score(document, lengths[index] ?? 0, unique) }))
        .filter((hit) => hit.score > 0)
        .sort((one, other) => other.score - one.score)
    },
  }
}

function countDocuments(documents: readonly TermWeights[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const document of documents) {
    for (const term of document.keys()) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  return counts
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
