import { defined, field, listField, textField } from '../../../core/field.ts'
import { textMessage, type Message, type Part } from '../../../core/message.ts'
import type { Outcome } from '../../../middleware/call.ts'
import { openaiChat } from '../../wire/openai-chat/index.ts'
import { protocolOfAnswer } from './told-by.ts'

/** What an answer of JSON says. */
export type Said = { readonly form: string; readonly outcome: Outcome; readonly messageId?: string }

/**
 * What an answer of JSON says: in the form of a model server, as a message, or as a text by one of the names that apps give
 * it. Undefined when it says nothing.
 */
export function saidInJson(json: unknown): Said | undefined {
  if (typeof json === 'string') return toText(json, undefined)
  const [data, result] = [field(json, 'data'), field(json, 'result')]
  return saidIn(json) ?? saidWithin(data) ?? saidWithin(result)
}

function saidWithin(json: unknown): Said | undefined {
  return typeof json === 'string' ? toText(json, undefined) : saidIn(json)
}

function saidIn(json: unknown): Said | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const protocol = protocolOfAnswer(json)
  if (protocol !== undefined) return { form: protocol.name, outcome: protocol.exchange({}).outcome(json) }
  return saidByMessage(json) ?? saidByName(json)
}

function saidByMessage(json: unknown): Said | undefined {
  const message = [json, field(json, 'message'), listField(json, 'messages').at(-1)].find(isAssistants)
  if (message === undefined) return undefined
  if (Array.isArray(field(message, 'parts'))) return saidByUiMessage(message)
  const { model, usage } = { model: field(json, 'model'), usage: field(json, 'usage') }
  const outcome = openaiChat.exchange({}).outcome({ choices: [{ message }], ...defined({ model, usage }) })
  return { form: 'json', outcome }
}

function isAssistants(message: unknown): boolean {
  if (field(message, 'role') !== 'assistant') return false
  const content = field(message, 'content')
  return typeof content === 'string' || Array.isArray(content) || Array.isArray(field(message, 'parts'))
}

function saidByUiMessage(message: unknown): Said {
  const parts = listField(message, 'parts').flatMap(toPart)
  const messageId = textField(message, 'id')
  const said: Message = { role: 'assistant', parts, ...defined({ id: messageId }) }
  const messages = parts.length === 0 ? [] : [said]
  return { form: 'json', outcome: { status: 'ok', response: { messages } }, ...defined({ messageId }) }
}

function toPart(part: unknown): readonly Part[] {
  const text = textField(part, 'text')
  const type = field(part, 'type')
  if (text === undefined) return []
  return type === 'text' || type === 'reasoning' ? [{ type, text }] : []
}

const NAMES = ['text', 'answer', 'response', 'reply', 'content', 'output', 'completion'] as const

function saidByName(json: unknown): Said | undefined {
  const text = NAMES.map((name) => field(json, name)).find((value) => typeof value === 'string')
  return typeof text === 'string' ? toText(text, textField(json, 'model')) : undefined
}

function toText(text: string, model: string | undefined): Said {
  const messages = text === '' ? [] : [textMessage('assistant', text)]
  return { form: 'json', outcome: { status: 'ok', response: { messages }, ...defined({ respondedModel: model }) } }
}
