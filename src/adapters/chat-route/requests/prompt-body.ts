import { field, listField, numberField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { textMessage } from '../../../core/message.ts'
import { copyOnce } from '../../wire/copy-once.ts'
import { systemTextOf } from './chat-message.ts'
import { labelsOf } from './labels.ts'
import { modelOf } from './model.ts'
import type { RouteRequest } from './route-request.ts'

// Prompts are given to models of other kinds, too.
const NOT_FOR_TEXT = [
  'size',
  'image',
  'images',
  'image_url',
  'mask',
  'width',
  'height',
  'aspect_ratio',
  'aspectRatio',
].concat(['negative_prompt', 'negativePrompt', 'voice', 'duration', 'seconds', 'lyrics'])

// As pages by hand name it. Other forms have fields of these names too, but none that says which conversation it is of.
const IN_CONVERSATIONS = ['message', 'question', 'query', 'text']

/**
 * A body with a text in `prompt`, as the pages of useCompletion send it; or in another field of such a name, beside the
 * id of a conversation.
 */
export function readPromptBody(body: unknown): RouteRequest | undefined {
  if (promptIn(body) === undefined || isForOthers(body) || hasOthers(body)) return undefined
  return { form: 'prompt', model: modelOf(body), labels: labelsOf(body), request: copyOnce(body, copyPrompt) }
}

function promptIn(body: unknown): string | undefined {
  const prompt = textField(body, 'prompt')
  if (prompt !== undefined || labelsOf(body).conversationId === undefined) return prompt
  const name = IN_CONVERSATIONS.find((one) => textField(body, one) !== undefined)
  return name === undefined ? undefined : textField(body, name)
}

function copyPrompt(body: unknown): GenerationRequest {
  const system = systemTextOf(body)
  const prompt = textMessage('user', promptIn(body) ?? '')
  return { messages: system === undefined ? [prompt] : [textMessage('system', system), prompt] }
}

/** True for a text completion of OpenAI and of the servers that speak like it. */
export function isCompletion(body: unknown): boolean {
  if (textField(body, 'model') === undefined || systemTextOf(body) !== undefined || isForOthers(body)) return false
  const prompt = field(body, 'prompt')
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
  if (!isText(prompt) && !(Array.isArray(prompt) && prompt.length > 0 && prompt.every(isText))) return false
  return ['max_tokens', 'temperature', 'top_p'].some((name) => numberField(body, name) !== undefined)
}

function isForOthers(body: unknown): boolean {
  return NOT_FOR_TEXT.some((name) => field(body, name) !== undefined)
}

// What a list of messages holds that nobody could read is said, too.
function hasOthers(body: unknown): boolean {
  return listField(body, 'messages').length > 0
}
