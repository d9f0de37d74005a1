import { defined, field, numberField } from '../../../core/field.ts'
import type { Usage } from '../../../core/generation.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'

/**
 * Tokens. Anthropic counts what was read from and written to its cache apart from the rest of the input; the record's
 * `inputTokens` are all of the input, as with other providers.
 */
export function toUsage(usage: unknown): Usage | undefined {
  const raw = withoutNulls(usage)
  if (Object.keys(raw).length === 0) return undefined
  const cacheReadTokens = numberField(raw, 'cache_read_input_tokens')
  const cacheWriteTokens = numberField(raw, 'cache_creation_input_tokens')
  const rest = numberField(raw, 'input_tokens')
  return {
    ...defined({
      inputTokens: rest === undefined ? undefined : rest + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0),
      outputTokens: numberField(raw, 'output_tokens'),
      cacheReadTokens,
      cacheWriteTokens,
      reasoningTokens: numberField(field(raw, 'output_tokens_details'), 'thinking_tokens'),
    }),
    raw,
  }
}

/** The counts that are given: an event of a stream gives what it has to add as null. */
export function withoutNulls(usage: unknown): JsonObject {
  const copy: Json = snapshotJson(usage)
  if (!isJsonObject(copy)) return {}
  return Object.fromEntries(Object.entries(copy).filter(([, count]) => count !== null))
}
