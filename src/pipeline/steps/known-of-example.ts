import { badOption, kindOf } from '../../core/check-options.ts'
import type { Example } from '../../core/example.ts'
import type { KnownValue } from '../../redaction/index.ts'

/** Values that an app knows to be personal: always the same, or those of an example. */
export type KnownOfExample = readonly KnownValue[] | ((example: Example) => readonly KnownValue[])

const EMAIL_ADDRESS = /^[^\s@]{1,128}@[^\s@]{1,200}\.[^\s@.]{2,63}$/

/** What the app says of an example, and the ids of it that are e-mail addresses. */
export function knownOf(example: Example, known: KnownOfExample = []): readonly KnownValue[] {
  // A function in plain JavaScript may have nothing to say of an example.
  const told: readonly KnownValue[] | undefined = typeof known === 'function' ? known(example) : known
  if (told !== undefined && !Array.isArray(told)) {
    throw badOption(
      `The function known returned ${kindOf(told)}`,
      "let it return a list of texts at once, such as ['Ada']",
    )
  }
  const { userId, sessionId, conversationId, tenantId } = example
  const addresses = [userId, sessionId, conversationId, tenantId].filter((id) => EMAIL_ADDRESS.test(id ?? ''))
  return [
    ...(told ?? []),
    ...addresses.flatMap((value): KnownValue[] => (value === undefined ? [] : [{ value, tag: 'EMAIL' }])),
  ]
}
