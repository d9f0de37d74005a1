import { defined, field, listField, textField } from '../../core/field.ts'
import type { GenerationRequest } from '../../core/generation.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import { toTools } from './tools.ts'

// The invocation parameters of the providers' packages by the record's names.
const PARAMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    temperature: 'temperature',
    top_p: 'topP',
    topP: 'topP',
    top_k: 'topK',
    topK: 'topK',
    min_p: 'minP',
    max_tokens: 'maxOutputTokens',
    maxTokens: 'maxOutputTokens',
    max_completion_tokens: 'maxOutputTokens',
    max_output_tokens: 'maxOutputTokens',
    maxOutputTokens: 'maxOutputTokens',
    num_predict: 'maxOutputTokens',
    num_ctx: 'contextTokens',
    stop: 'stop',
    stop_sequences: 'stop',
    stopSequences: 'stop',
    seed: 'seed',
    n: 'n',
    presence_penalty: 'presencePenalty',
    frequency_penalty: 'frequencyPenalty',
    repeat_penalty: 'repeatPenalty',
    parallel_tool_calls: 'parallelToolCalls',
    reasoning: 'reasoning',
    reasoning_effort: 'reasoning',
    thinking: 'reasoning',
    think: 'reasoning',
    verbosity: 'verbosity',
  }),
)

/**
 * The settings of a call, copied: as the provider gets them where the package of the provider says so
 * (`invocation_params`), else as the app gave them.
 */
export function copySettings(extra: unknown): Omit<GenerationRequest, 'messages'> {
  const sent = field(extra, 'invocation_params')
  const given = field(extra, 'options')
  const tools = toTools(listOf('tools', sent, given))
  const params = { ...paramsOf(given), ...paramsOf(sent), ...paramsOf(field(sent, 'options')) }
  const toolChoice = copied(field(sent, 'tool_choice') ?? field(given, 'tool_choice'))
  const previousResponseId = textField(sent, 'previous_response_id')
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({ toolChoice, responseFormat: toResponseFormat(sent) }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...defined({ previousResponseId }),
  }
}

function listOf(key: string, ...places: readonly unknown[]): readonly unknown[] {
  return places.map((place) => listField(place, key)).find((list) => list.length > 0) ?? []
}

function paramsOf(settings: unknown): { readonly [name: string]: Json } {
  const params: Record<string, Json> = {}
  if (typeof settings !== 'object' || settings === null) return params
  for (const option of Object.keys(settings)) {
    const name = PARAMS.get(option)
    const value = name === undefined ? undefined : copied(field(settings, option))
    if (name !== undefined && value !== undefined) params[name] = value
  }
  return params
}

function copied(value: unknown): Json | undefined {
  return value === undefined || value === null ? undefined : snapshotJson(value)
}

/** Of OpenAI chat, OpenAI responses, and Ollama. */
function toResponseFormat(sent: unknown): Json | undefined {
  const format = field(sent, 'response_format') ?? field(field(sent, 'text'), 'format') ?? field(sent, 'format')
  if (format === 'json') return { type: 'json' }
  const type = textField(format, 'type')
  if (type === 'text') return { type: 'text' }
  if (type === 'json_object') return { type: 'json' }
  const schema =
    type === 'json_schema' ? (field(field(format, 'json_schema'), 'schema') ?? field(format, 'schema')) : format
  const copy = copied(schema)
  return isJsonObject(copy) ? { type: 'json', schema: copy } : undefined
}
