import { field, numberField } from '../../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../../core/generation.ts'

const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_call', 'tool_call'],
  ['tool_calls', 'tool_call'],
  ['tool-calls', 'tool_call'],
  ['content_filter', 'content_filter'],
  ['content-filter', 'content_filter'],
  ['error', 'error'],
])

/** Why an answer ended, in the words of apps and of the AI SDK. */
export function toFinish(raw: string | undefined): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  if (raw === undefined) return {}
  const finishReason = FINISH_REASONS.get(raw) ?? 'other'
  return finishReason === raw ? { finishReason } : { finishReason, finishReasonRaw: raw }
}

const COUNTS = [
  ['inputTokens', 'inputTokens'],
  ['outputTokens', 'outputTokens'],
  ['totalTokens', 'totalTokens'],
  ['cacheReadTokens', 'cacheReadTokens'],
  // Of the AI SDK.
  ['cachedInputTokens', 'cacheReadTokens'],
  ['cacheWriteTokens', 'cacheWriteTokens'],
  ['reasoningTokens', 'reasoningTokens'],
] as const

/** The tokens that were counted; undefined when none were. */
export function toUsage(given: unknown): Usage | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const usage: { [Name in (typeof COUNTS)[number][1]]?: number } = {}
  for (const [name, own] of COUNTS) {
    const count = numberField(given, name)
    if (count !== undefined) usage[own] = count
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}

/** As `toUsage`, of the first of these fields that counts tokens. */
export function usageIn(owner: unknown, ...names: readonly string[]): Usage | undefined {
  return names.map((name) => toUsage(field(owner, name))).find((usage) => usage !== undefined)
}
