import { field } from '../../../core/field.ts'
import { textMessage, type Message } from '../../../core/message.ts'
import { toParts } from '../../ai-sdk/content.ts'
import { toRole } from '../../roles.ts'
import { createCallIds, type CallIds } from '../../wire/openai-chat/call-ids.ts'
import { toMessage } from '../../wire/openai-chat/message.ts'
import { isModelMessage, lastUserIndex } from './chat-message.ts'
import { isUiMessage, readUiMessage } from './ui-messages/index.ts'

/** What is read before a message is read by its form: undefined leaves it to that. */
type ReadFirst = (message: unknown) => Message | undefined

/** A list of messages, each read by its own form. */
export function readMessages(messages: readonly unknown[], readFirst?: ReadFirst): readonly Message[] {
  const lastUser = lastUserIndex(messages)
  const ids = createCallIds()
  return messages.flatMap((message, index) => {
    const first = readFirst?.(message)
    return first === undefined ? readMessage(message, index < lastUser, ids) : [first]
  })
}

function readMessage(message: unknown, isPast: boolean, ids: CallIds): readonly Message[] {
  if (isUiMessage(message)) return readUiMessage(message, isPast)
  return [isModelMessage(message) ? readModelMessage(message) : toMessage(message, ids)]
}

function readModelMessage(message: unknown): Message {
  const role = toRole(field(message, 'role'))
  const content = field(message, 'content')
  return typeof content === 'string' ? textMessage(role, content) : { role, parts: toParts(message, 'content') }
}
