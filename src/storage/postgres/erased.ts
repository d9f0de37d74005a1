import { FinetapError } from '../../core/errors.ts'
import type { Erasure } from '../../core/erasure.ts'
import { textField } from '../../core/field.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { erasureFilter, type ErasureFilter } from '../erasure/filter.ts'
import { erasureKey, type ErasureKey } from '../erasure/key.ts'
import { parseJson } from './parse.ts'
import type { Connection } from './connect.ts'
import type { Names } from './names.ts'

export type Erased = {
  /** The first is that of new erasures. Under the others are older ones. */
  readonly keys: (connection: Connection) => Promise<readonly [ErasureKey, ...ErasureKey[]]>
  /** What is to be hidden, by all erasures that the connection sees. Only those are read that are new. */
  readonly filter: (connection: Connection) => Promise<ErasureFilter>
}

export function createErased(names: Names, given: string | undefined): Erased {
  const own = given === undefined ? undefined : erasureKey(given)
  let kept: ErasureKey | undefined
  let erasures: readonly Erasure[] = []
  let last = '0'
  let isErased: ErasureFilter = () => false

  // Also beside the app's own: under it are the erasures from before the app had one.
  async function keptKey(connection: Connection): Promise<ErasureKey | undefined> {
    if (kept !== undefined) return kept
    const { rows } = await connection.query(`SELECT value FROM ${names.table('secrets')} WHERE name = 'erasure'`)
    const secret = textField(rows[0], 'value')?.trim() ?? ''
    return secret === '' ? undefined : (kept = erasureKey(secret))
  }

  async function keys(connection: Connection): Promise<readonly [ErasureKey, ...ErasureKey[]]> {
    const old = await keptKey(connection)
    if (own !== undefined) return old === undefined ? [own] : [own, old]
    if (old !== undefined) return [old]
    throw new FinetapError('source_unreadable', {
      what: `The table ${names.table('secrets')} has lost the key of erasures`,
      why: 'without it nobody can tell whom the log was asked to forget',
      fix: 'restore the row erasure from a backup, or give erasureKey',
    })
  }

  return {
    keys,
    async filter(connection) {
      const { rows } = await connection.query(
        `SELECT n::text AS n, body FROM ${names.table('erasures')} AS e WHERE n > $1::bigint ORDER BY e.n`,
        [last],
      )
      if (rows.length === 0) return isErased
      const known = await keys(connection)
      // Others may have asked meanwhile, on a connection that saw more.
      const fresh = rows.filter((row) => BigInt(String(row['n'])) > BigInt(last))
      if (fresh.length === 0) return isErased
      erasures = [...erasures, ...fresh.flatMap((row) => erasureOf(row['body']))]
      last = String(fresh.at(-1)?.['n'])
      return (isErased = erasureFilter(erasures, known))
    },
  }
}

function erasureOf(body: unknown): readonly Erasure[] {
  const upgraded = upgradeEvent(parseJson(String(body)))
  return upgraded.ok && upgraded.event.type === 'erasure' ? [upgraded.event] : []
}
