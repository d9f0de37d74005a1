import { listField, textField } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import { idFor, type Endpoint } from './endpoint.ts'
import { decodeContext, encodeContext } from './generate-context.ts'
import { ollamaSpeech } from './ollama-speech.ts'
import { readMessages } from './request-read.ts'
import { chatWire, generateWire, type Wire } from './wire.ts'

const NO_ID = (): string => ''

/** `/api/chat` */
export const chatEndpoint: Endpoint = {
  toOllama: (body) => body,
  messagesOf: readMessages,
  speechFor: (asked) =>
    ollamaSpeech(
      asked.model,
      chatWire((index) => `call_${idFor(asked, index)}`),
    ),
  errorBody: (_, error) => ({ error }),
  loaded: (body, unloads) => loaded(body, chatWire(NO_ID), unloads),
}

/** `/api/generate` */
export const generateEndpoint: Endpoint = {
  toOllama: (body) => body,
  messagesOf(body) {
    const prompt = textField(body, 'prompt')
    if (prompt === undefined) return []
    const system = textField(body, 'system')
    const hasImages = listField(body, 'images').length > 0
    return [
      ...(system === undefined ? [] : [{ role: 'system', content: system, hasImages: false }]),
      ...decodeContext(listField(body, 'context')),
      { role: 'user', content: prompt, hasImages },
    ]
  },
  speechFor({ body, model, messages }) {
    if (body['raw'] === true)
      return ollamaSpeech(
        model,
        generateWire(() => []),
      )
    const spoken = messages.filter(({ role }) => role !== 'system')
    const contextOf = (answer: string): readonly number[] =>
      encodeContext([...spoken, { role: 'assistant', content: answer, hasImages: false }])
    return ollamaSpeech(model, generateWire(contextOf))
  },
  errorBody: (_, error) => ({ error }),
  loaded: (body, unloads) =>
    loaded(
      body,
      generateWire(() => []),
      unloads,
    ),
}

/** The model has been loaded, or unloaded with `keep_alive: 0`. */
function loaded(body: JsonObject, wire: Wire, unloads: boolean): JsonObject {
  return {
    model: textField(body, 'model') ?? '',
    created_at: new Date().toISOString(),
    ...wire.line([]),
    done: true,
    done_reason: unloads ? 'unload' : 'load',
  }
}
