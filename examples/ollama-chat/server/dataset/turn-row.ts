import type { Generation, GenerationStatus } from 'finetap'
import { textOf, toolCallsOf } from 'finetap/pipeline'
import { addMasked, newlyMasked, type Masked } from './masks.ts'

/** A turn as the page lists it. */
export type TurnRow = {
  readonly id: string
  readonly turnId: string
  readonly conversationId: string
  readonly at: string
  readonly status: GenerationStatus
  readonly model: string
  readonly question: string
  readonly answer: string
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly durationMs?: number
  readonly firstTokenMs?: number
  readonly masked: Masked
  /** Tool calls of the model. */
  readonly tools: number
}

const LONGEST_TEXT = 1_000

/** A turn that begins with this call. */
export function rowOf(generation: Generation): TurnRow {
  const { id, turnId, conversationId = '', startedAt, status, model, durationMs, firstTokenMs } = generation
  const question = generation.request.messages.findLast(({ role }) => role === 'user')
  return {
    id,
    turnId,
    conversationId,
    at: startedAt,
    status,
    model: model.responded ?? model.requested,
    question: question === undefined ? '' : clip(textOf(question)),
    answer: answerOf(generation),
    ...(generation.usage === undefined ? {} : tokensOf(generation)),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    masked: newlyMasked(generation),
    tools: toolsOf(generation),
  }
}

/** The turn with its next call, such as the one behind a tool. */
export function withCall(row: TurnRow, generation: Generation): TurnRow {
  const { startedAt, durationMs, status } = generation
  const tokens = tokensOf(generation)
  const answer = answerOf(generation)
  const elapsed = durationMs === undefined ? undefined : Date.parse(startedAt) + durationMs - Date.parse(row.at)
  return {
    ...row,
    status,
    answer: answer === '' ? row.answer : answer,
    ...sum('inputTokens', row.inputTokens, tokens.inputTokens),
    ...sum('outputTokens', row.outputTokens, tokens.outputTokens),
    ...(elapsed === undefined ? {} : { durationMs: Math.round(elapsed * 10) / 10 }),
    masked: addMasked(row.masked, newlyMasked(generation)),
    tools: row.tools + toolsOf(generation),
  }
}

type Tokens = { readonly inputTokens?: number; readonly outputTokens?: number }

function tokensOf({ usage = {} }: Generation): Tokens {
  const { inputTokens, outputTokens } = usage
  return { ...sum('inputTokens', inputTokens), ...sum('outputTokens', outputTokens) }
}

function sum(name: keyof Tokens, ...counts: readonly (number | undefined)[]): Tokens {
  const known = counts.filter((count) => count !== undefined)
  return known.length === 0 ? {} : { [name]: known.reduce((total, count) => total + count, 0) }
}

function answerOf({ response }: Generation): string {
  return clip(response.messages.map(textOf).join('\n'))
}

function toolsOf({ response }: Generation): number {
  return response.messages.reduce((count, message) => count + toolCallsOf(message).length, 0)
}

function clip(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}
