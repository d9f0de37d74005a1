import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { digest } from '../digest.ts'
import type { Fingerprint } from './fingerprint.ts'

/**
 * The key under which the generations of one conversation meet: tenant and conversation id, when the app gave one.
 * Else what all calls of a chat have in common: tenant, user, session and the messages up to the first one of the user;
 * different chats may meet under it.
 */
export function conversationKey(generation: Generation, prints: readonly Fingerprint[]): string {
  const { tenantId = '', conversationId, userId = '', sessionId = '', request } = generation
  if (textField(generation, 'conversationId') !== undefined)
    return digest(JSON.stringify(['id', tenantId, conversationId]))
  const firstUser = request.messages.findIndex((message) => message.role === 'user')
  const opening = prints.slice(0, firstUser === -1 ? prints.length : firstUser + 1).map((print) => print.canonical)
  return digest(JSON.stringify(['opening', tenantId, userId, sessionId, ...opening]))
}
