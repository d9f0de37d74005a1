import { field, listField, textField } from '../../../core/field.ts'
import type { Endpoint } from '../endpoint.ts'
import { readMessages } from '../request-read.ts'
import {
  asksToThink,
  functionsOf,
  listOfStops,
  toOllamaFormat,
  toOllamaMessage,
  toOllamaOptions,
  toOllamaTool,
} from './content.ts'
import { openaiError } from './errors.ts'
import { chatCompletionSpeech } from './openai-chat-speech.ts'

/** `/v1/chat/completions`, as OpenAI defined it: https://platform.openai.com/docs/api-reference/chat */
export const chatCompletionsEndpoint: Endpoint = {
  toOllama(body) {
    const { model, temperature, seed, stop } = body
    const format = toOllamaFormat(body['response_format'])
    return {
      ...(model === undefined ? {} : { model }),
      messages: listField(body, 'messages').map((message) =>
        toOllamaMessage(textField(message, 'role') ?? '', field(message, 'content')),
      ),
      stream: body['stream'] === true,
      tools: functionsOf(body).map((tool) => {
        const definition = field(tool, 'function')
        return toOllamaTool(field(definition, 'name'), field(definition, 'parameters'))
      }),
      options: toOllamaOptions({
        temperature,
        seed,
        stop: listOfStops(stop),
        num_predict: body['max_completion_tokens'] ?? body['max_tokens'],
      }),
      think: asksToThink(body['reasoning_effort']),
      ...(format === undefined ? {} : { format }),
    }
  },
  messagesOf: readMessages,
  speechFor: chatCompletionSpeech,
  errorBody: openaiError,
}
