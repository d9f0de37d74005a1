import type { Example } from '../../core/example.ts'
import { defined } from '../../core/field.ts'
import { digest } from '../digest.ts'
import { beginningsOf, type Beginnings } from './beginnings.ts'

/** What rows of one group have in common, from the widest. */
export const GROUP_KINDS = ['tenant', 'user', 'conversation'] as const

export type GroupKind = (typeof GROUP_KINDS)[number]

/** Whom and what a row belongs to, as salted digests of 32 hexadecimal digits. No such key ever stands in two splits. */
export type RowKeys = {
  readonly tenant?: string
  readonly user?: string
  readonly conversation: string
  /** Absent: nobody knows how it begins. */
  readonly begins?: Beginnings
}

/** What of an example makes its keys. */
export type KeyedExample = Pick<Example, 'group' | 'sessionId' | 'tenantId' | 'tenantKey' | 'userId' | 'userKey'>

/** All keys of a row, and how it begins, see `beginningsOf`. */
export function keysOfExample(
  example: Example,
  salt: string,
  groupBy: readonly GroupKind[],
  mostSaid?: number,
): RowKeys {
  return { ...rowKeysOf(example, salt, groupBy), begins: beginningsOf(example, salt, mostSaid) }
}

/**
 * The keys of a row. They hold their tenant, so that the same user id in two tenants names two users. Where the app
 * names no user, its session stands in; a row with neither has the key of its conversation alone.
 *
 * `userKey` and `tenantKey` come before the ids, which may have been masked: an e-mail address as user id would make all
 * users `[EMAIL]`.
 */
export function rowKeysOf(example: KeyedExample, salt: string, groupBy: readonly GroupKind[]): RowKeys {
  const { group, tenantId = '', userId = '', sessionId = '', tenantKey = tenantId, userKey = '' } = example
  const textOf = (kind: string, id: string): string => JSON.stringify([salt, kind, tenantKey, id])
  const persons: readonly (readonly [string, string])[] = [
    ['key', userKey],
    ['user', userId],
    ['session', sessionId],
  ]
  const person = persons.find(([, id]) => id !== '')
  return {
    ...(groupBy.includes('tenant') && tenantKey !== '' ? { tenant: digestOfMany(textOf('tenant', tenantKey)) } : {}),
    ...(groupBy.includes('user') && person !== undefined ? { user: digestOfMany(textOf(person[0], person[1])) } : {}),
    conversation: digest(textOf('conversation', group)),
  }
}

const MOST_KNOWN = 4096
const known = new Map<string, string>()

/** The digest of what many rows share: those of one user come close to one another. */
function digestOfMany(text: string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  const made = digest(text)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, made)
  return made
}

/** The keys alone, as the ledger has them. */
export function withoutBeginnings({ tenant, user, conversation }: RowKeys): RowKeys {
  return { ...defined({ tenant, user }), conversation }
}

/** The keys of a row from the widest; the first one anchors a group that is new. */
export function listKeys({ tenant, user, conversation }: RowKeys): readonly string[] {
  return [tenant, user, conversation].filter((key) => key !== undefined)
}
