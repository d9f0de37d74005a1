import { countAnswerTokens, type Bucket } from './answer-tokens.ts'
import type { ConversationSummary } from './conversation-summary.ts'
import { addMasked, type Masked } from './masks.ts'

/** The figures of a whole log. */
export type Totals = {
  readonly captured: { readonly calls: number; readonly conversations: number; readonly feedback: number }
  readonly masked: Masked
  readonly tokens: { readonly input: number; readonly output: number; readonly answers: readonly Bucket[] }
}

export function totalsOf(summaries: Iterable<ConversationSummary>): Totals {
  const captured = { calls: 0, conversations: 0, feedback: 0 }
  const tokens = { input: 0, output: 0 }
  const answers = countAnswerTokens()
  let masked: Masked = {}
  for (const summary of summaries) {
    captured.calls += summary.calls
    captured.conversations += 1
    captured.feedback += summary.feedback
    tokens.input += summary.inputTokens
    tokens.output += summary.outputTokens
    for (const count of summary.answers) answers.add(count)
    masked = addMasked(masked, summary.masked)
  }
  return { captured, masked, tokens: { ...tokens, answers: answers.buckets() } }
}
