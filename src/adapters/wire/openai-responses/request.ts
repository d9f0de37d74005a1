import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { textMessage, type Message, type Part, type Role } from '../../../core/message.ts'
import type { Tool } from '../../../core/tool.ts'
import { isPlain } from '../openai-chat/message.ts'
import {
  copied,
  toCustomTool,
  toFunction,
  toParams,
  toResponseFormat,
  type ParamNames,
} from '../openai-chat/settings.ts'
import { withoutCredentials } from '../without-credentials.ts'
import { isToolOutput, toItemParts, typeOf } from './item.ts'

/** A copy of the body of a request, taken now. The instructions become a system message in front. */
export function copyRequest(body: unknown): GenerationRequest {
  const instructions = textField(body, 'instructions')
  const tools = listField(body, 'tools').map(toTool)
  return {
    messages: [
      ...(instructions === undefined ? [] : [textMessage('system', instructions)]),
      ...toMessages(field(body, 'input')),
    ],
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({
      toolChoice: copied(body, 'tool_choice'),
      responseFormat: toResponseFormat(field(field(body, 'text'), 'format')),
      params: paramsOf(body),
      previousResponseId: textField(body, 'previous_response_id'),
    }),
  }
}

function toMessages(input: unknown): readonly Message[] {
  if (typeof input === 'string') return [textMessage('user', input)]
  const messages: Message[] = []
  let answer: Part[] | undefined
  for (const item of Array.isArray(input) ? input : []) {
    const role = roleOf(item)
    const parts: readonly Part[] = isPlain(item) ? [{ type: 'text', text: item.content }] : toItemParts(item)
    if (role !== 'assistant') {
      answer = undefined
      messages.push({ role, parts })
    } else if (answer === undefined) {
      answer = [...parts]
      messages.push({ role, parts: answer })
    } else {
      // The items of one answer stand behind each other, and are one message when it arrives, too.
      answer.push(...parts)
    }
  }
  return messages
}

function roleOf(item: unknown): Role {
  if (isToolOutput(item) || typeOf(item) === 'mcp_approval_response') return 'tool'
  if (typeOf(item) !== 'message') return 'assistant'
  const role = field(item, 'role')
  return role === 'system' || role === 'developer' || role === 'assistant' ? role : 'user'
}

function toTool(tool: unknown): Tool {
  const type = textField(tool, 'type') ?? 'function'
  if (type === 'function') return toFunction(tool)
  if (type === 'custom') return toCustomTool(tool)
  const { type: _, ...settings } = withoutCredentials(tool)
  const name = textField(tool, 'name') ?? textField(tool, 'server_label') ?? type
  return { name, kind: 'provider', parameters: { type, ...settings } }
}

const PARAMS: ParamNames = new Map([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['top_k', 'topK'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['parallel_tool_calls', 'parallelToolCalls'],
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
  ['stop', 'stop'],
  ['seed', 'seed'],
])

function paramsOf(body: unknown): GenerationRequest['params'] {
  const reasoning = copied(field(body, 'reasoning'), 'effort') ?? copied(body, 'reasoning')
  const verbosity = copied(field(body, 'text'), 'verbosity')
  const params = { ...toParams(body, PARAMS), ...defined({ reasoning, verbosity }) }
  return Object.keys(params).length === 0 ? undefined : params
}
