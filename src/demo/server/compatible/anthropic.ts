import { field, listField, textField } from '../../../core/field.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Endpoint } from '../endpoint.ts'
import { readMessages } from '../request-read.ts'
import { anthropicSpeech } from './anthropic-speech.ts'
import { anthropicError } from './errors.ts'
import { listOfStops, textOfContent, toOllamaMessage, toOllamaOptions, toOllamaTool } from './content.ts'

/** `/v1/messages`, as Anthropic defined it: https://docs.anthropic.com/en/api/messages */
export const messagesEndpoint: Endpoint = {
  toOllama(body) {
    const { model, system, temperature } = body
    return {
      ...(model === undefined ? {} : { model }),
      messages: [
        ...(system === undefined ? [] : [toOllamaMessage('system', system)]),
        ...listField(body, 'messages').flatMap(toOllamaMessages),
      ],
      stream: body['stream'] === true,
      tools: listField(body, 'tools').map((tool) => toOllamaTool(field(tool, 'name'), field(tool, 'input_schema'))),
      options: toOllamaOptions({
        temperature,
        stop: listOfStops(body['stop_sequences']),
        num_predict: body['max_tokens'],
      }),
      think: ['enabled', 'adaptive'].includes(textField(body['thinking'], 'type') ?? ''),
    }
  },
  messagesOf: readMessages,
  speechFor: anthropicSpeech,
  errorBody: anthropicError,
}

/** Results of tools stand in user messages there, and in messages of their own here. */
function toOllamaMessages(message: unknown): readonly JsonObject[] {
  const role = textField(message, 'role') ?? ''
  const content = field(message, 'content')
  if (!Array.isArray(content)) return [toOllamaMessage(role, content)]
  const isResult = (block: unknown): boolean => textField(block, 'type') === 'tool_result'
  const results = content.filter(isResult).map((block) => ({
    role: 'tool',
    content: textOfContent(field(block, 'content')),
  }))
  const rest = content.filter((block) => !isResult(block))
  return rest.length === 0 && results.length > 0 ? results : [...results, toOllamaMessage(role, rest)]
}
