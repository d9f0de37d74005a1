import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationParams, GenerationRequest } from '../../../core/generation.ts'
import { isJsonObject, type Json } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Tool } from '../../../core/tool.ts'

// Settings by the record's names. Behind those of OpenAI the ones that many compatible servers take.
const PARAMS: ParamNames = new Map([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['max_completion_tokens', 'maxOutputTokens'],
  ['max_tokens', 'maxOutputTokens'],
  ['stop', 'stop'],
  ['seed', 'seed'],
  ['n', 'n'],
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
  ['parallel_tool_calls', 'parallelToolCalls'],
  ['reasoning_effort', 'reasoning'],
  ['verbosity', 'verbosity'],
  ['suffix', 'suffix'],
  ['top_k', 'topK'],
  ['min_p', 'minP'],
  ['repetition_penalty', 'repeatPenalty'],
  ['reasoning', 'reasoning'],
])

// Where two mean the same, the provider takes the other one.
const OUTRANKED: ReadonlySet<string> = new Set(['max_tokens', 'reasoning'])

/** Everything of a request but its messages. */
export function copySettings(body: unknown): Omit<GenerationRequest, 'messages'> {
  const tools = [...listField(body, 'tools').map(toTool), ...listField(body, 'functions').map(toFunction)]
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({
      toolChoice: copied(body, 'tool_choice') ?? copied(body, 'function_call'),
      responseFormat: toResponseFormat(field(body, 'response_format')),
      params: toParams(body, PARAMS),
    }),
  }
}

function toTool(tool: unknown): Tool {
  const custom = field(tool, 'custom')
  return custom === undefined ? toFunction(field(tool, 'function')) : toCustomTool(custom)
}

export function toFunction(definition: unknown): Tool {
  const parameters = copied(definition, 'parameters')
  const description = textField(definition, 'description')
  return {
    name: textField(definition, 'name') ?? '',
    ...defined({ description, parameters: isJsonObject(parameters) ? parameters : undefined }),
  }
}

/** A tool that takes text, by a grammar or free: no JSON Schema describes it, so it counts as the provider's own kind. */
export function toCustomTool(custom: unknown): Tool {
  const format = copied(custom, 'format')
  const description = textField(custom, 'description')
  return {
    name: textField(custom, 'name') ?? '',
    kind: 'provider',
    ...defined({ description, parameters: format === undefined ? undefined : { format } }),
  }
}

/** @param format `{type, json_schema: {schema}}`, or with the schema beside the type, as in responses */
export function toResponseFormat(format: unknown): Json | undefined {
  switch (field(format, 'type')) {
    case undefined:
      return undefined
    case 'text':
      return { type: 'text' }
    case 'json_object':
      return { type: 'json' }
    case 'json_schema': {
      const schema = copied(field(format, 'json_schema') ?? format, 'schema')
      return { type: 'json', ...defined({ schema }) }
    }
    default:
      return snapshotJson(format)
  }
}

/** Which of the record's settings each setting of a protocol is. */
export type ParamNames = ReadonlyMap<string, string>

export function toParams(body: unknown, names: ParamNames): GenerationParams | undefined {
  let params: Record<string, Json> | undefined
  // The settings that are there are looked up, not all that there may be: this runs in each call.
  for (const sent of typeof body === 'object' && body !== null ? Object.keys(body) : []) {
    const name = names.get(sent)
    if (name === undefined || (OUTRANKED.has(sent) && params?.[name] !== undefined)) continue
    const value = copied(body, sent)
    if (value !== undefined) params = { ...params, [name]: value }
  }
  return params
}

/** A copy of a field; undefined where there is none, or null, which these protocols take for absent. */
export function copied(owner: unknown, key: string): Json | undefined {
  const value = field(owner, key)
  return value === undefined || value === null ? undefined : snapshotJson(value)
}
