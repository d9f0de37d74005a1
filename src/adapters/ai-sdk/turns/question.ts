import { field, textField } from '../../../core/field.ts'
import { textKey } from '../../turns/text-key.ts'

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
