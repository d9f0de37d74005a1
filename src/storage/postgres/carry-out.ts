import type { Erasure, ErasureField } from '../../core/erasure.ts'
import { textField } from '../../core/field.ts'
import { erasureFilter } from '../erasure/filter.ts'
import type { ErasureKey } from '../erasure/key.ts'
import { textColumn } from './columns.ts'
import type { Connection } from './connect.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'
import { removeRows, slices } from './rows.ts'

const PAGE_VALUES = 1_000
const ALL = `type IN ('generation', 'feedback', 'review')`
const MAY_NOT = '42501'
const COLUMNS = { userId: 'user_id', tenantId: 'tenant', conversationId: 'conversation' }

/**
 * Removes what erasures name that came as events, in a transaction that no writer is beside. Where the role may not,
 * it stays hidden.
 */
export async function carryOut(
  connection: Connection,
  names: Names,
  erasures: readonly Erasure[],
  keys: readonly ErasureKey[],
): Promise<void> {
  await connection.query('SAVEPOINT erasures')
  try {
    await remove(connection, names, erasures, keys)
    await connection.query('RELEASE SAVEPOINT erasures')
  } catch (cause) {
    if (textField(cause, 'code') !== MAY_NOT) throw cause
    await connection.query('ROLLBACK TO SAVEPOINT erasures')
  }
}

async function remove(
  connection: Connection,
  names: Names,
  erasures: readonly Erasure[],
  keys: readonly ErasureKey[],
): Promise<void> {
  const named = async (field: keyof typeof COLUMNS): Promise<readonly string[]> => [
    ...clearValues(erasures, field),
    ...(await hashedValues(connection, names, { field, erasures, keys })),
  ]
  const ids = [
    ...erasures.flatMap(({ targets }) => targets ?? []).map(textColumn),
    ...clearValues(erasures, 'generationId'),
  ]
  const isGone = erasureFilter(erasures, keys)
  const values = [await named('userId'), await named('tenantId'), await named('conversationId')]
  const wheres = [
    {
      sql: `${ALL} AND (user_id = ANY ($1::text[]) OR tenant = ANY ($2::text[]) OR conversation = ANY ($3::text[]))`,
      values,
    },
    ...slices(ids).map((some) => ({
      sql: `${ALL} AND (id = ANY ($1::text[]) OR target = ANY ($1::text[]))`,
      values: [some],
    })),
  ]
  for (const where of wheres) {
    await removeRows(connection, names, where, ({ event }) => event !== undefined && isGone(event))
  }
}

/** Of erasures that name whom they erase in clear text. */
function clearValues(erasures: readonly Erasure[], field: ErasureField): readonly string[] {
  const values = erasures.map(({ selector }) => textField(selector, field))
  return values.flatMap((value) => (value === undefined ? [] : [textColumn(value)]))
}

type Hashed = {
  readonly field: keyof typeof COLUMNS
  readonly erasures: readonly Erasure[]
  readonly keys: readonly ErasureKey[]
}

/** Whom a keyed hash names is found by hashing all that are there. */
async function hashedValues(
  connection: Connection,
  { table }: Names,
  { field, erasures, keys }: Hashed,
): Promise<readonly string[]> {
  const marks = new Set<string>()
  for (const { tombstone } of erasures) {
    if (tombstone?.field === field) marks.add(`${tombstone.keyId} ${tombstone.hmac}`)
  }
  const column = COLUMNS[field]
  const found: string[] = []
  for (let last = ''; marks.size > 0;) {
    const { rows } = await connection.query(
      `SELECT DISTINCT ${column} AS value FROM ${table('events')} WHERE ${column} > $1 ORDER BY 1 LIMIT ${PAGE_VALUES}`,
      [last],
    )
    const values = rows.map(({ value }) => String(value))
    found.push(...values.filter((value) => isMarked(value, field, marks, keys)))
    last = values.at(-1) ?? ''
    if (values.length < PAGE_VALUES) break
  }
  return found
}

function isMarked(
  column: string,
  field: ErasureField,
  marks: ReadonlySet<string>,
  keys: readonly ErasureKey[],
): boolean {
  // What was too long for a column is looked at in its rows.
  if (column.startsWith('sha256:')) return true
  const value = parseJson(`"${column}"`)
  return typeof value === 'string' && keys.some((key) => marks.has(`${key.id} ${key.hmac(field, value)}`))
}
