import { defined, field, listField, textField } from '../../../../core/field.ts'
import { textMessage, type Message } from '../../../../core/message.ts'
import { withoutRepeatedSources } from '../../../ai-sdk/content.ts'
import { readAnswer } from './answer.ts'
import { toUiParts } from './part.ts'

const ROLES: ReadonlySet<unknown> = new Set(['system', 'user', 'assistant'])

/** True for a message as pages of the AI SDK keep and send it. */
export function isUiMessage(message: unknown): boolean {
  const parts = field(message, 'parts')
  if (!ROLES.has(field(message, 'role')) || !Array.isArray(parts)) return false
  return parts.every((part) => textField(part, 'type') !== undefined)
}

/** False for an answer that was stopped before it began. */
export function hasParts(message: unknown): boolean {
  return listField(message, 'parts').length > 0
}

/**
 * The messages that a model gets for a message of a page; all have its id. What only the page sees, such as sources and
 * data, stays among them.
 *
 * @param isPast true when a later message of the user's follows: what was not approved by then never will be
 */
export function readUiMessage(message: unknown, isPast: boolean): readonly Message[] {
  const id = textField(message, 'id')
  const parts = listField(message, 'parts')
  return cutUp(field(message, 'role'), parts, isPast).map((cut) => ({
    ...withoutRepeatedSources(cut),
    ...defined({ id: cut.id ?? id }),
  }))
}

function cutUp(role: unknown, parts: readonly unknown[], isPast: boolean): readonly Message[] {
  switch (role) {
    case 'system':
      return [textMessage('system', parts.map(textIn).join(''))]
    case 'assistant':
      return readAnswer(parts, isPast)
    default:
      return [{ role: 'user', parts: parts.flatMap(toUiParts) }]
  }
}

function textIn(part: unknown): string {
  return field(part, 'type') === 'text' ? (textField(part, 'text') ?? '') : ''
}
