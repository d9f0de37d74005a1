import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Tool } from '../../../core/tool.ts'
import { withoutCredentials } from '../without-credentials.ts'

// The settings by the record's names.
const PARAMS: readonly (readonly [setting: string, name: string])[] = [
  ['max_tokens', 'maxOutputTokens'],
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['top_k', 'topK'],
  ['stop_sequences', 'stop'],
]

/** What a request asks for besides its messages. */
export function copySettings(body: unknown): Omit<GenerationRequest, 'messages'> {
  const tools = listField(body, 'tools').map(toTool)
  const params = toParams(body)
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({ toolChoice: copied(body, 'tool_choice'), responseFormat: toResponseFormat(body) }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  }
}

function toTool(tool: unknown): Tool {
  const type = textField(tool, 'type') ?? 'custom'
  if (type !== 'custom') return toProviderTool(type, tool)
  const schema = snapshotJson(field(tool, 'input_schema'))
  const parameters = isJsonObject(schema) ? schema : undefined
  const description = textField(tool, 'description')
  return { name: textField(tool, 'name') ?? '', ...defined({ description, parameters }) }
}

// Sets of tools have no name of their own.
function toProviderTool(type: string, tool: unknown): Tool {
  const name = textField(tool, 'name') ?? textField(tool, 'mcp_server_name') ?? type
  const { name: _, cache_control: __, ...parameters } = withoutCredentials(tool)
  return { name, kind: 'provider', parameters }
}

// Beta calls have it beside the messages too, in an older form.
function toResponseFormat(body: unknown): Json | undefined {
  const format = field(field(body, 'output_config'), 'format') ?? field(body, 'output_format')
  if (textField(format, 'type') !== 'json_schema') return undefined
  return { type: 'json', schema: snapshotJson(field(format, 'schema')) }
}

function toParams(body: unknown): JsonObject {
  const params: Record<string, Json> = {}
  for (const [setting, name] of PARAMS) {
    const value = copied(body, setting)
    if (value !== undefined) params[name] = value
  }
  const reasoning = toReasoning(body)
  if (reasoning !== undefined) params['reasoning'] = reasoning
  if (field(field(body, 'tool_choice'), 'disable_parallel_tool_use') === true) params['parallelToolCalls'] = false
  return params
}

/** Whether to think, and how hard to try: the two stand apart in a request. */
function toReasoning(body: unknown): Json | undefined {
  const thinking = copied(body, 'thinking')
  const effort = copied(field(body, 'output_config'), 'effort')
  if (effort === undefined) return thinking
  return { ...(isJsonObject(thinking) ? thinking : {}), effort }
}

function copied(owner: unknown, key: string): Json | undefined {
  const value = field(owner, key)
  return value === undefined || value === null ? undefined : snapshotJson(value)
}
