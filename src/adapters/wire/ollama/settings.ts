import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { isJsonObject, type Json } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Tool } from '../../../core/tool.ts'

// Ollama's names by the record's. What has none in the record keeps its own, and needs an `allow` of the app.
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['top_k', 'topK'],
  ['min_p', 'minP'],
  ['num_predict', 'maxOutputTokens'],
  ['num_ctx', 'contextTokens'],
  ['stop', 'stop'],
  ['seed', 'seed'],
  ['repeat_penalty', 'repeatPenalty'],
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
])

// Settings that stand beside `options`.
const BESIDE: ReadonlyMap<string, string> = new Map([
  ['think', 'reasoning'],
  ['suffix', 'suffix'],
  ['raw', 'raw'],
  ['template', 'template'],
  ['keep_alive', 'keep_alive'],
  ['logprobs', 'logprobs'],
  ['top_logprobs', 'top_logprobs'],
])

/** Tools, answer format and settings of a request of either endpoint. */
export function toSettings(request: unknown): Omit<GenerationRequest, 'messages'> {
  const tools = listField(request, 'tools').map(toTool)
  const params = toParams(request)
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({ responseFormat: toResponseFormat(field(request, 'format')) }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  }
}

function toTool(tool: unknown): Tool {
  const definition = field(tool, 'function')
  const schema = snapshotJson(field(definition, 'parameters'))
  const parameters = isJsonObject(schema) ? schema : undefined
  const description = textField(definition, 'description')
  return { name: textField(definition, 'name') ?? '', ...defined({ description, parameters }) }
}

function toResponseFormat(format: unknown): Json | undefined {
  if (format === 'json') return { type: 'json' }
  const schema = snapshotJson(format)
  return isJsonObject(schema) ? { type: 'json', schema } : undefined
}

function toParams(request: unknown): { readonly [name: string]: Json } {
  const params: Record<string, Json> = {}
  const options = field(request, 'options')
  const given = typeof options === 'object' && options !== null ? Object.keys(options) : []
  for (const option of given) put(params, OPTIONS.get(option) ?? option, field(options, option))
  for (const [setting, name] of BESIDE) put(params, name, field(request, setting))
  return params
}

function put(params: Record<string, Json>, name: string, value: unknown): void {
  // Written as `__proto__` or not: a record has no use for a setting that is no JSON.
  if (value === undefined || value === null || name === '__proto__') return
  params[name] = snapshotJson(value)
}
