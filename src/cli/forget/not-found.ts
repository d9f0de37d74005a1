import type { Generation } from '../../core/generation.ts'
import type { Store } from '../../core/store.ts'
import { nearest } from '../nearest.ts'
import { shellWord } from '../shell-word.ts'
import { WHOM, type Whom, type WhomGiven } from './whom.ts'

/** Ids that are looked at: in a larger log a mistyped one is not guessed. */
const MOST_IDS = 10_000

const IDS: { readonly [Kind in Whom]: (generation: Generation) => string | undefined } = {
  user: ({ userId }) => userId,
  tenant: ({ tenantId }) => tenantId,
  conversation: ({ conversationId }) => conversationId,
  generation: ({ id }) => id,
}

/** Says that a store has nothing of somebody, and whom else one may have meant. */
export async function describeNotFound(store: Store, { whom, id }: WhomGiven): Promise<string> {
  const said = `nothing here is of the ${whom} ${id}`
  const ids = new Set<string>()
  for await (const generation of store.read({ types: ['generation'] })) {
    const other = WHOM.find((kind) => IDS[kind](generation) === id)
    if (other !== undefined) return `${said}; write --${other} ${shellWord(id)} if it is meant`
    const own = IDS[whom](generation)
    // Other programs write null where there is none, and numbers.
    if (typeof own === 'string') ids.add(own)
    if (ids.size === MOST_IDS) break
  }
  const alike = [...ids].filter((one) => digitsOf(one) === digitsOf(id))
  const byLower = new Map(alike.map((one) => [one.toLowerCase(), one]))
  const meant = byLower.get(nearest(id.toLowerCase(), [...byLower.keys()]) ?? '')
  return meant === undefined ? said : `${said}; did you mean ${meant}?`
}

/** Of ids that differ in their numbers, both are somebody's. */
function digitsOf(id: string): string {
  return id.replaceAll(/\D+/g, ' ').trim()
}
