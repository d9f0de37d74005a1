import { FinetapError } from '../../../core/errors.ts'
import { defined, field, listField, textField } from '../../../core/field.ts'
import { textMessage, type Message, type Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { PartialOutcome } from '../../../middleware/call.ts'
import { toRole } from '../../roles.ts'
import { toFinish, toUsage } from './facts.ts'

/**
 * What an app's own reader returned, as the record keeps it; undefined when it found no answer.
 *
 * @throws FinetapError `bad_option` for what is none of what a reader may return
 */
export function toCustomResult(given: unknown): PartialOutcome | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given === 'string') return { response: { messages: toMessages(given) } }
  const text = field(given, 'text')
  const messages = field(given, 'messages')
  const isText = typeof text === 'string' && messages === undefined
  if (!isText && !Array.isArray(messages)) throw new FinetapError('bad_option', NO_ANSWER)
  const said = isText ? toMessages(text) : listField(given, 'messages').flatMap(toMessage)
  return {
    response: { messages: said, ...toFinish(textField(given, 'finishReason')) },
    ...defined({ respondedModel: textField(given, 'model'), usage: toUsage(field(given, 'usage')) }),
  }
}

const NO_ANSWER = {
  what: 'readAnswer returned something that is no answer',
  why: 'it takes a text, or an object with text or messages; what it returns is not awaited',
  fix: 'return a string, { text } or { messages }, or undefined where there is no answer',
}

function toMessages(text: string): readonly Message[] {
  return text === '' ? [] : [textMessage('assistant', text)]
}

function toMessage(given: unknown): readonly Message[] {
  const named = textField(given, 'role')
  const role = named === undefined ? 'assistant' : toRole(named)
  const content = field(given, 'content')
  if (typeof content === 'string') return content === '' ? [] : [textMessage(role, content)]
  const parts = listField(given, 'parts').map((part) => toPart(snapshotJson(part)))
  const id = textField(given, 'id')
  return parts.length === 0 ? [] : [{ role, parts, ...defined({ id, name: textField(given, 'name') }) }]
}

/** Parts as the record has them; what else an app makes up is kept as it is. */
function toPart(part: ReturnType<typeof snapshotJson>): Part {
  return isPart(part) ? part : { type: 'other', kind: textField(part, 'type') ?? 'unknown', value: part }
}

function isPart(part: unknown): part is Part {
  const has = (key: string): boolean => typeof field(part, key) === 'string'
  switch (field(part, 'type')) {
    case 'text':
    case 'reasoning':
      return has('text')
    case 'tool_call':
      return has('id') && has('name') && typeof field(part, 'arguments') === 'object'
    case 'tool_result':
      return has('id') && field(part, 'result') !== undefined
    case 'file':
      return has('mediaType')
    case 'source':
      return true
    case 'other':
      return has('kind') && field(part, 'value') !== undefined
    default:
      return false
  }
}
