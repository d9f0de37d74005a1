export type Language = 'en' | 'de'

/** One question that the demo model can answer. */
export type FaqEntry = {
  /** Kebab case, unique over all topics. */
  readonly id: string
  readonly question: string
  /** Other ways to ask it; searched like the question. */
  readonly also: readonly string[]
  /** Wordings of the same facts, so that asking again gives another answer. */
  readonly answers: readonly [string, string, ...string[]]
}

/** Entries of one language about one thing. `topic` is named in answers, so it is written in that language. */
export type FaqTopic = {
  readonly language: Language
  readonly topic: string
  readonly entries: readonly FaqEntry[]
}
