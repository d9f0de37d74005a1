import { field, textField } from '../../../core/field.ts'

// Enough of a text, at its beginning and at its end, to tell it from others of the same length.
const LOOKED_AT = 32

/** What identifies a message of a prompt cheaply, and without keeping its text: role, texts, ids of tool calls. */
export function messageKey(message: unknown): string {
  const content = field(message, 'content')
  let key = textField(message, 'role') ?? ''
  if (typeof content === 'string') return `${key} ${textKey(content)}`
  if (Array.isArray(content)) for (const part of content) key += ` ${partKey(part)}`
  return key
}

function partKey(part: unknown): string {
  const text = field(part, 'text')
  if (typeof text === 'string') return textKey(text)
  return textField(part, 'toolCallId') ?? textField(part, 'type') ?? ''
}

/** The length of a text and a hash (FNV-1a) of its ends. */
export function textKey(text: string): string {
  let hash = 2_166_136_261
  const { length } = text
  const tail = Math.max(LOOKED_AT, length - LOOKED_AT)
  for (let index = 0; index < length; index = index === LOOKED_AT - 1 ? tail : index + 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
  }
  return `${length}:${hash}`
}

/** What stays the same in the retries of a step, and changes from step to step. */
export function promptKey(prompt: readonly unknown[]): string {
  return `${prompt.length} ${messageKey(prompt.at(-1))}`
}

/** The last user message. */
export function lastUserKey(prompt: readonly unknown[]): string {
  return messageKey(prompt.findLast(isUser))
}

/** The last user message and its place: the same in all steps of a turn. */
export function questionKey(prompt: readonly unknown[]): string {
  const index = prompt.findLastIndex(isUser)
  return index === -1 ? '' : `${index} ${messageKey(prompt[index])}`
}

function isUser(message: unknown): boolean {
  return field(message, 'role') === 'user'
}

const NONE: readonly string[] = []

/** The ids of the tool calls whose results end the prompt. */
export function answeredToolCalls(prompt: readonly unknown[]): readonly string[] {
  if (field(prompt.at(-1), 'role') !== 'tool') return NONE
  const ids: string[] = []
  for (let index = prompt.length - 1; field(prompt[index], 'role') === 'tool'; index -= 1) {
    const content = field(prompt[index], 'content')
    if (Array.isArray(content)) ids.push(...content.flatMap((part) => textField(part, 'toolCallId') ?? []))
  }
  return ids
}
