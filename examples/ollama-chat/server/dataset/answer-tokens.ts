/** Answers of at most so many tokens, and more than the bucket before. */
export type Bucket = { readonly upTo: number; readonly count: number }

const BOUNDS: readonly number[] = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192]

/** Counts answers by their length in tokens; the last bucket takes what is longer, too. */
export type AnswerTokens = { readonly add: (tokens: number) => void; readonly buckets: () => readonly Bucket[] }

export function countAnswerTokens(): AnswerTokens {
  const counts = BOUNDS.map(() => 0)
  return {
    add(tokens) {
      const found = BOUNDS.findIndex((upTo) => tokens <= upTo)
      const index = found === -1 ? BOUNDS.length - 1 : found
      counts[index] = (counts[index] ?? 0) + 1
    },
    buckets: () => BOUNDS.map((upTo, index) => ({ upTo, count: counts[index] ?? 0 })),
  }
}
