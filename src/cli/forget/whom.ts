import type { ErasureSelector } from '../../core/erasure.ts'
import { badUsage } from '../usage.ts'
import type { Given } from '../verb.ts'

const WHOM = ['user', 'tenant', 'conversation', 'generation'] as const

/** @throws FinetapError `bad_option` unless exactly one is named */
export function selectorOf(given: Given): ErasureSelector {
  const named = WHOM.flatMap((whom) => {
    const id = given.text(whom)
    return id === undefined ? [] : [{ whom, id }]
  })
  const [first, second] = named
  if (first === undefined || second !== undefined) {
    throw badUsage('forget needs one whom to forget', `give one of ${WHOM.map((whom) => `--${whom} <id>`).join(', ')}`)
  }
  switch (first.whom) {
    case 'user':
      return { userId: first.id }
    case 'tenant':
      return { tenantId: first.id }
    case 'conversation':
      return { conversationId: first.id }
    case 'generation':
      return { generationId: first.id }
  }
}
