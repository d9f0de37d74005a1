import { defined, field, listField, numberField, textField } from '../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Outcome } from '../../middleware/call.ts'
import { toParts, withoutRepeatedSources } from './content.ts'

/** What `doGenerate` returned, as the record keeps it. */
export function toOutcome(result: unknown): Outcome {
  const parts = toParts(result, 'content')
  const messages: readonly Message[] = parts.length === 0 ? [] : [withoutRepeatedSources({ role: 'assistant', parts })]
  return {
    status: isInterrupted(result) ? 'interrupted' : 'ok',
    ...toResult({
      messages,
      metadata: field(result, 'response'),
      finishReason: field(result, 'finishReason'),
      usage: field(result, 'usage'),
      warnings: listField(result, 'warnings'),
    }),
  }
}

/** The pieces of an answer, whether they came at once or one by one. */
export type Pieces = {
  readonly messages: readonly Message[]
  /** `{id, modelId, timestamp}`, from the server. */
  readonly metadata: unknown
  readonly finishReason: unknown
  readonly usage: unknown
  readonly warnings: readonly unknown[]
}

export function toResult(pieces: Pieces): Omit<Outcome, 'status' | 'error'> {
  const { messages, metadata, usage } = pieces
  const response: GenerationResponse = {
    messages,
    ...defined({ id: textField(metadata, 'id') }),
    ...toFinish(pieces.finishReason),
    ...(pieces.warnings.length === 0 ? {} : { warnings: pieces.warnings.map(snapshotJson) }),
  }
  return { response, ...defined({ respondedModel: textField(metadata, 'modelId'), usage: toUsage(usage) }) }
}

/**
 * True for an end that the SDK made up because the provider's own did not come. ai 7 says so; with ai 5 the finish
 * reason is `unknown` and no tokens were counted. An `unknown` with a count is a reason that the SDK has no word for.
 */
export function isInterrupted(end: unknown): boolean {
  const reason = unifiedOf(field(end, 'finishReason'))
  if (reason !== 'unknown') return reason === 'interrupted'
  return numberField(field(end, 'usage'), 'outputTokens') === undefined
}

// Specification v2 has a plain string, v3 and v4 have `{unified, raw}`.
function unifiedOf(finishReason: unknown): string | undefined {
  return typeof finishReason === 'string' ? finishReason : textField(finishReason, 'unified')
}

function toFinish(finishReason: unknown): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  const unified = unifiedOf(finishReason)
  if (unified === undefined) return {}
  const reason = toFinishReason(unified)
  const raw = textField(finishReason, 'raw') ?? (reason === 'other' ? unified : undefined)
  return raw === reason ? { finishReason: reason } : { finishReason: reason, ...defined({ finishReasonRaw: raw }) }
}

function toFinishReason(unified: string): FinishReason {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'error':
      return unified
    case 'tool-calls':
      return 'tool_call'
    case 'content-filter':
      return 'content_filter'
    default:
      return 'other'
  }
}

function toUsage(usage: unknown): Usage | undefined {
  if (usage === undefined) return undefined
  const input = field(usage, 'inputTokens')
  const output = field(usage, 'outputTokens')
  const isNested = typeof input === 'object' || typeof output === 'object'
  const counts = isNested
    ? {
        inputTokens: numberField(input, 'total'),
        outputTokens: numberField(output, 'total'),
        cacheReadTokens: numberField(input, 'cacheRead'),
        cacheWriteTokens: numberField(input, 'cacheWrite'),
        reasoningTokens: numberField(output, 'reasoning'),
      }
    : {
        inputTokens: numberField(usage, 'inputTokens'),
        outputTokens: numberField(usage, 'outputTokens'),
        totalTokens: numberField(usage, 'totalTokens'),
        cacheReadTokens: numberField(usage, 'cachedInputTokens'),
        reasoningTokens: numberField(usage, 'reasoningTokens'),
      }
  const raw = field(usage, 'raw')
  return { ...defined(counts), ...(raw === undefined ? {} : { raw: snapshotJson(raw) }) }
}
