import { field, listField, textField } from '../../../core/field.ts'

/** True for a chat that only Ollama's clients send. */
export function isOllamaChat(body: unknown): boolean {
  return hasItsSettings(body) || listField(body, 'messages').some(isItsMessage)
}

/** True for a prompt with fields that only Ollama's clients send. */
export function isOllamaPrompt(body: unknown): boolean {
  if (textField(body, 'prompt') === undefined || textField(body, 'model') === undefined) return false
  return hasItsSettings(body) || hasImages(body) || Array.isArray(field(body, 'context'))
}

function hasItsSettings(body: unknown): boolean {
  const keepAlive = field(body, 'keep_alive')
  if (typeof keepAlive === 'string' || typeof keepAlive === 'number') return true
  // Pages have options of their own.
  if (textField(body, 'model') === undefined) return false
  const options = field(body, 'options')
  const isOptions = typeof options === 'object' && options !== null && !Array.isArray(options)
  return isOptions || typeof field(body, 'think') === 'boolean' || field(body, 'format') === 'json'
}

function isItsMessage(message: unknown): boolean {
  if (hasImages(message) || textField(message, 'tool_name') !== undefined) return true
  if (textField(message, 'thinking') !== undefined) return true
  // Others send the arguments of a call as text.
  return listField(message, 'tool_calls').some((call) => {
    const given = field(field(call, 'function'), 'arguments')
    return typeof given === 'object' && given !== null
  })
}

function hasImages(owner: unknown): boolean {
  const images = listField(owner, 'images')
  return images.length > 0 && images.every((image) => typeof image === 'string')
}
