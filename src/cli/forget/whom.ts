import type { ErasureSelector } from '../../core/erasure.ts'
import { badUsage } from '../usage.ts'
import type { Given } from '../verb.ts'

export const WHOM = ['user', 'tenant', 'conversation', 'generation'] as const

export type Whom = (typeof WHOM)[number]

/** Who is to be forgotten, as it was written. */
export type WhomGiven = { readonly whom: Whom; readonly id: string }

/** @throws FinetapError `bad_option` unless exactly one is named */
export function whomOf(given: Given): WhomGiven {
  const named = WHOM.flatMap((whom) => {
    const id = given.text(whom)
    return id === undefined ? [] : [{ whom, id }]
  })
  const [first, second] = named
  if (first !== undefined && second === undefined) return first
  throw badUsage('forget needs one whom to forget', `give one of ${WHOM.map((whom) => `--${whom} <id>`).join(', ')}`)
}

export function selectorOf({ whom, id }: WhomGiven): ErasureSelector {
  switch (whom) {
    case 'user':
      return { userId: id }
    case 'tenant':
      return { tenantId: id }
    case 'conversation':
      return { conversationId: id }
    case 'generation':
      return { generationId: id }
  }
}
