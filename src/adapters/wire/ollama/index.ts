import { field, listField, textField } from '../../../core/field.ts'
import type { Protocol } from '../protocol.ts'
import { toExchange } from './exchange.ts'

const CHAT = /\/api\/chat$/
const COMPLETION = /\/api\/generate$/

/** Ollama's own HTTP API: `/api/chat` and `/api/generate`, as lines of JSON unless the request says otherwise. */
export const ollama: Protocol = {
  name: 'ollama',
  framing: 'ndjson',
  recognises(path, body) {
    if (textField(body, 'model') === undefined) return false
    return COMPLETION.test(path) || (CHAT.test(path) && listField(body, 'messages').every(isMessage))
  },
  exchange(body) {
    const operation = field(body, 'messages') === undefined ? 'completion' : 'chat'
    return toExchange(body, { operation, stream: field(body, 'stream') !== false, images: 'base64' })
  },
}

// Apps have routes of this name too, to which browsers send messages made of parts.
function isMessage(message: unknown): boolean {
  return textField(message, 'role') !== undefined && field(message, 'parts') === undefined
}
