import { hash } from 'node:crypto'
import { canonicalMessage } from '../../core/canonical.ts'
import type { Example } from '../../core/example.ts'
import { textOf, type Message, type Role } from '../../core/message.ts'
import { createFoldedBytes, type FoldedBytes } from './folded-bytes.ts'

export const FINGERPRINT_BYTES = 16

const heads = new Map<Role, string>()
const shared: FoldedBytes = createFoldedBytes()

/**
 * 128 bits of SHA-256 over what the messages of an example say, each in its canonical form, but for case, white space and
 * Unicode form (NFKC).
 */
export function fingerprintOf({ messages }: Example): Uint8Array {
  shared.reset()
  for (const { message } of messages) addMessage(shared, message)
  return hash('sha256', shared.bytes(), 'buffer').subarray(0, FINGERPRINT_BYTES)
}

function addMessage(folded: FoldedBytes, message: Message): void {
  const text = plainTextOf(message)
  if (text === undefined) folded.add('', canonicalMessage(message))
  else folded.add(headOf(message.role), text)
}

/** The text of a message that is nothing else: then its canonical form is that of an empty message, and the text. */
function plainTextOf(message: Message): string | undefined {
  if (message.parts.some(({ type }) => type !== 'text')) return undefined
  const text = textOf(message)
  return message.role === 'assistant' && text.includes('<think>') ? undefined : text
}

function headOf(role: Role): string {
  const known = heads.get(role)
  if (known !== undefined) return known
  const head = canonicalMessage({ role, parts: [] })
  heads.set(role, head)
  return head
}
