import { field, listField, textField } from '../../../core/field.ts'
import type { JsonObject } from '../../../core/json.ts'
import { idFor, type Endpoint } from '../endpoint.ts'
import { readMessages } from '../request-read.ts'
import {
  asksToThink,
  functionsOf,
  textOfContent,
  toOllamaFormat,
  toOllamaMessage,
  toOllamaOptions,
  toOllamaTool,
} from './content.ts'
import { openaiError } from './errors.ts'
import { responseSpeech } from './openai-responses-speech.ts'

// Responses that can be gone on from before the oldest is forgotten.
const MOST_KEPT = 1_000

/** `/v1/responses`, as OpenAI defined it, with its latest answers kept: https://platform.openai.com/docs/api-reference/responses */
export function responsesEndpoint(): Endpoint {
  const kept = new Map<string, readonly JsonObject[]>()
  let count = 0

  function keep(id: string, messages: readonly JsonObject[]): void {
    kept.set(id, messages)
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? '')
  }

  return {
    toOllama(body) {
      const { model, instructions, temperature } = body
      const format = toOllamaFormat(field(body['text'], 'format'))
      const system = typeof instructions === 'string' ? [toOllamaMessage('system', instructions)] : []
      return {
        ...(model === undefined ? {} : { model }),
        messages: [...system, ...spokenOf(body)],
        stream: body['stream'] === true,
        tools: functionsOf(body).map((tool) => toOllamaTool(field(tool, 'name'), field(tool, 'parameters'))),
        options: toOllamaOptions({ temperature, num_predict: body['max_output_tokens'] }),
        think: asksToThink(field(body['reasoning'], 'effort')),
        ...(format === undefined ? {} : { format }),
      }
    },
    messagesOf: readMessages,
    speechFor(asked) {
      count += 1
      const id = `resp_${idFor(asked, 0)}${String(count).padStart(6, '0')}`
      const keepAnswer = (text: string): void =>
        keep(id, [...spokenOf(asked.body), { role: 'assistant', content: text }])
      return responseSpeech(asked, id, keepAnswer)
    },
    errorBody: openaiError,
  }

  /** What was said up to now, without instructions: a server keeps none. */
  function spokenOf(body: JsonObject): readonly JsonObject[] {
    const before = kept.get(textField(body, 'previous_response_id') ?? '') ?? []
    const { input } = body
    const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listField(body, 'input')
    return [...before, ...items.flatMap(toOllamaMessages)]
  }
}

function toOllamaMessages(item: unknown): readonly JsonObject[] {
  switch (textField(item, 'type') ?? 'message') {
    case 'message':
      return [toOllamaMessage(textField(item, 'role') ?? '', field(item, 'content'))]
    case 'function_call_output':
      return [{ role: 'tool', content: textOfContent(field(item, 'output')) }]
    case 'function_call':
      return [{ role: 'assistant', content: '' }]
    default:
      return []
  }
}
