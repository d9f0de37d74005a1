import { textField } from '../../core/field.ts'
import type { Database } from './connect.ts'
import { lockSql, type Names } from './names.ts'

const WAIT_MS = 2_000
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * The transaction id up to which, exclusive, no writer will add rows any more. Whoever waits until the writers under
 * way are done knows it exactly, whatever transactions others have open, in this database or another one. Behind a
 * writer that hangs it is that of the oldest transaction that is open anywhere in the server.
 */
export async function findFence(database: Database, names: Names): Promise<string> {
  try {
    return await database.transaction(async (connection) => {
      await connection.query(`SET LOCAL lock_timeout = ${WAIT_MS}`)
      await connection.query(lockSql('alone'), [names.gate])
      const { rows } = await connection.query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS fence')
      return String(rows[0]?.['fence'])
    })
  } catch (cause) {
    if (textField(cause, 'code') !== LOCK_NOT_AVAILABLE) throw cause
    const { rows } = await database.use((connection) =>
      connection.query('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS fence'),
    )
    return String(rows[0]?.['fence'])
  }
}
