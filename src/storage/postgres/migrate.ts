import { FinetapError } from '../../core/errors.ts'
import { newErasureSecret } from '../erasure/key.ts'
import type { Connection, Database } from './connect.ts'
import { finalError } from './errors.ts'
import { MIGRATIONS } from './migrations.ts'
import { lockSql, type Names } from './names.ts'

/**
 * Brings the schema to the version of this package. Of many servers that start at once, one does it.
 *
 * @throws FinetapError `store_failed` when a newer package has made it, or when `allowed` is false and it is older.
 */
export async function migrate(database: Database, names: Names, allowed: boolean): Promise<void> {
  const found = await database.use((connection) => versionOf(connection, names))
  refuseNewer(found, names)
  if (found === MIGRATIONS.length) return
  if (!allowed) throw versionError(names, `it has version ${found}, and this package needs ${MIGRATIONS.length}`)
  await database.transaction(async (connection) => {
    // Large tables take their time.
    await connection.query('SET LOCAL statement_timeout = 0')
    await connection.query(lockSql('alone'), [names.migration])
    const version = await versionOf(connection, names)
    refuseNewer(version, names)
    if (version === 0) await begin(connection, names)
    for (let next = version; next < MIGRATIONS.length; next += 1) {
      const sql = MIGRATIONS[next]?.(names)
      if (sql !== undefined) await connection.query(sql)
      await connection.query(`INSERT INTO ${names.table('migrations')} (version, at) VALUES ($1, now())`, [next + 1])
    }
    await connection.query(
      `INSERT INTO ${names.table('secrets')} (name, value) VALUES ('erasure', $1) ON CONFLICT DO NOTHING`,
      [newErasureSecret()],
    )
  })
}

async function begin(connection: Connection, { schema, table }: Names): Promise<void> {
  await connection.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  await connection.query(
    `CREATE TABLE IF NOT EXISTS ${table('migrations')} (version integer PRIMARY KEY, at timestamptz NOT NULL)`,
  )
}

/** 0 where there is none yet. */
async function versionOf(connection: Connection, { table }: Names): Promise<number> {
  const { rows } = await connection.query('SELECT to_regclass($1) IS NOT NULL AS there', [table('migrations')])
  if (rows[0]?.['there'] !== true) return 0
  const found = await connection.query(`SELECT coalesce(max(version), 0) AS version FROM ${table('migrations')}`)
  return Number(found.rows[0]?.['version'] ?? 0)
}

function refuseNewer(version: number, names: Names): void {
  if (version <= MIGRATIONS.length) return
  throw versionError(names, `it has version ${version}, and this package knows up to ${MIGRATIONS.length}`)
}

function versionError({ plain }: Names, why: string): FinetapError {
  const error = new FinetapError('store_failed', {
    what: `The schema ${plain} does not fit this version of finetap`,
    why,
    fix: 'update finetap, or let a role that may make tables open the store once with migrate: true',
  })
  return finalError(error)
}
