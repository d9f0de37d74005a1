import { field, numberField, textField } from '../../../core/field.ts'
import { isChatMessage } from './chat-message.ts'

const ITEM = /^(reasoning|item_reference|message|compaction|mcp_approval_re(quest|sponse))$|_call$|_call_output$/
// Other requests with a model and an input are for embeddings, speech or moderation.
const MODEL = /^(ft:)?(gpt-\d|gpt-oss|chatgpt-|o\d|codex-|computer-use-)(?!.*(tts|transcribe|realtime|image|audio))/

/** True for a request of OpenAI's responses. Other forms have a field `input` too. */
export function isForResponses(body: unknown): boolean {
  if (textField(field(body, 'prompt'), 'id')?.startsWith('pmpt_') === true) return true
  const input = field(body, 'input')
  if (Array.isArray(input)) return input.length > 0 && input.every(isItem) && input.some(isSaid)
  return (
    typeof input === 'string' && input !== '' && (hasItsSettings(body) || MODEL.test(textField(body, 'model') ?? ''))
  )
}

function isItem(item: unknown): boolean {
  const type = field(item, 'type')
  if (type === undefined || type === 'message') return isChatMessage(item)
  return typeof type === 'string' && ITEM.test(type)
}

// A message, or what a tool answered.
function isSaid(item: unknown): boolean {
  return field(item, 'role') !== undefined || textField(item, 'call_id') !== undefined
}

function hasItsSettings(body: unknown): boolean {
  if (textField(body, 'previous_response_id') !== undefined) return true
  if (numberField(body, 'max_output_tokens') !== undefined) return true
  if (typeof field(body, 'store') === 'boolean' || typeof field(body, 'parallel_tool_calls') === 'boolean') return true
  return textField(body, 'model') !== undefined && textField(body, 'instructions') !== undefined
}
