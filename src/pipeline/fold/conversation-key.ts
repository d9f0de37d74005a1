import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { digest } from '../digest.ts'
import type { Fingerprinter } from './fingerprint.ts'

/**
 * What the generations of one conversation have in common, as a text that no other conversation shares: tenant and
 * conversation id, when the app gave one. Else tenant, user, session and the messages up to the first one of the user;
 * different chats may meet under it. Its digest is the key of the conversation.
 */
export function conversationName(generation: Generation, fingerprint: Fingerprinter): string {
  const { tenantId = '', conversationId, userId = '', sessionId = '', request } = generation
  if (textField(generation, 'conversationId') !== undefined) return JSON.stringify(['id', tenantId, conversationId])
  const firstUser = request.messages.findIndex((message) => message.role === 'user')
  const opening = firstUser === -1 ? request.messages : request.messages.slice(0, firstUser + 1)
  const prints = opening.map((message) => fingerprint(message).print.canonical)
  return JSON.stringify(['opening', tenantId, userId, sessionId, ...prints])
}

export function conversationKey(name: string): string {
  return digest(name)
}
