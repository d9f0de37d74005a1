import type { Erasure } from '../../core/erasure.ts'
import { textField } from '../../core/field.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { erasureFilter, type ErasureFilter } from '../erasure/filter.ts'
import { erasureKey, type ErasureKey } from '../erasure/key.ts'
import { parseJson } from './parse.ts'
import type { Connection } from './connect.ts'
import type { Names } from './names.ts'

export type Erased = {
  readonly key: (connection: Connection) => Promise<ErasureKey>
  /** What is to be hidden, by all erasures that the connection sees. Only those are read that are new. */
  readonly filter: (connection: Connection) => Promise<ErasureFilter>
}

export function createErased(names: Names, given: string | undefined): Erased {
  let known: ErasureKey | undefined = given === undefined ? undefined : erasureKey(given)
  let erasures: readonly Erasure[] = []
  let last = '0'
  let isErased: ErasureFilter = () => false

  async function key(connection: Connection): Promise<ErasureKey> {
    if (known !== undefined) return known
    const { rows } = await connection.query(`SELECT value FROM ${names.table('secrets')} WHERE name = 'erasure'`)
    return (known = erasureKey(textField(rows[0], 'value') ?? ''))
  }

  return {
    key,
    async filter(connection) {
      const { rows } = await connection.query(
        `SELECT n::text AS n, body FROM ${names.table('erasures')} AS e WHERE n > $1::bigint ORDER BY e.n`,
        [last],
      )
      // Others may have asked meanwhile, on a connection that saw more.
      const fresh = rows.filter((row) => BigInt(String(row['n'])) > BigInt(last))
      if (fresh.length === 0) return isErased
      const secret = await key(connection)
      erasures = [...erasures, ...fresh.flatMap((row) => erasureOf(row['body']))]
      last = String(fresh.at(-1)?.['n'])
      return (isErased = erasureFilter(erasures, [secret]))
    },
  }
}

function erasureOf(body: unknown): readonly Erasure[] {
  const upgraded = upgradeEvent(parseJson(String(body)))
  return upgraded.ok && upgraded.event.type === 'erasure' ? [upgraded.event] : []
}
