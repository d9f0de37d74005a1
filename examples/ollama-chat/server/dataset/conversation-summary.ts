import type { Generation } from 'finetap'
import { addMasked, newlyMasked, type Masked } from './masks.ts'
import { rowOf, withCall, type TurnRow } from './turn-row.ts'

/** What is known of one conversation of the log. */
export type ConversationSummary = {
  calls: number
  feedback: number
  masked: Masked
  inputTokens: number
  outputTokens: number
  /** Tokens of each finished answer in words. */
  readonly answers: number[]
  /** The latest turns, oldest first. */
  readonly rows: TurnRow[]
}

const MOST_ROWS = 50

export function emptySummary(): ConversationSummary {
  return { calls: 0, feedback: 0, masked: {}, inputTokens: 0, outputTokens: 0, answers: [], rows: [] }
}

export function addGeneration(summary: ConversationSummary, generation: Generation): void {
  const { usage = {}, status, turnId } = generation
  const { inputTokens = 0, outputTokens = 0 } = usage
  summary.calls += 1
  summary.masked = addMasked(summary.masked, newlyMasked(generation))
  summary.inputTokens += inputTokens
  summary.outputTokens += outputTokens
  if (status === 'ok' && outputTokens > 0 && !asksTools(generation)) summary.answers.push(outputTokens)
  const { rows } = summary
  const index = rows.findLastIndex((row) => row.turnId === turnId)
  const begun = rows[index]
  if (begun !== undefined) rows[index] = withCall(begun, generation)
  else rows.push(rowOf(generation))
  if (rows.length > MOST_ROWS) rows.shift()
}

function asksTools({ response }: Generation): boolean {
  return response.messages.some(({ parts }) => parts.some(({ type }) => type === 'tool_call'))
}
