import { FinetapError } from '../../core/errors.ts'
import { newErasureSecret } from '../erasure/key.ts'
import type { Connection, Database } from './connect.ts'
import { finalError } from './errors.ts'
import { MIGRATIONS } from './migrations.ts'
import { lockSql, type Names } from './names.ts'

/**
 * Brings the schema to the version of this package. Of many servers that start at once, one does it.
 *
 * @throws FinetapError `store_failed` when a newer package has made it, or when `allowed` is false and it is older;
 *   `log_missing` when it is false and there is none.
 */
export async function migrate(database: Database, names: Names, allowed: boolean): Promise<void> {
  const found = await database.use(async (connection) => {
    await refuseEncoding(connection)
    return versionOf(connection, names)
  })
  refuseNewer(found, names)
  if (found === MIGRATIONS.length) return
  if (!allowed && found === 0) throw missingError(names)
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
async function versionOf(connection: Connection, { plain, table }: Names): Promise<number> {
  // Not by to_regclass: behind the lock it may still answer from what its session remembers of the time before.
  const { rows } = await connection.query(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = 'migrations') AS there`,
    [plain],
  )
  if (rows[0]?.['there'] !== true) return 0
  const found = await connection.query(`SELECT coalesce(max(version), 0) AS version FROM ${table('migrations')}`)
  return Number(found.rows[0]?.['version'] ?? 0)
}

async function refuseEncoding(connection: Connection): Promise<void> {
  const { rows } = await connection.query(
    `SELECT current_database() AS name, current_setting('server_encoding') AS encoding`,
  )
  const { name, encoding } = rows[0] ?? {}
  if (encoding === 'UTF8') return
  const error = new FinetapError('store_unwritable', {
    what: `The database ${JSON.stringify(name)} cannot hold what people write`,
    why: `its encoding is ${String(encoding)}, and not UTF8`,
    fix: `use one that was made with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0`,
  })
  throw finalError(error)
}

function refuseNewer(version: number, names: Names): void {
  if (version <= MIGRATIONS.length) return
  throw versionError(names, `it has version ${version}, and this package knows up to ${MIGRATIONS.length}`)
}

function missingError({ plain }: Names): FinetapError {
  const error = new FinetapError('log_missing', {
    what: `There is no log in the schema ${plain} of this database`,
    why: 'it holds no tables of finetap',
    fix: 'name the database and the schema that the app writes to, or let a role that may make tables open it once with migrate: true',
  })
  return finalError(error)
}

function versionError({ plain }: Names, why: string): FinetapError {
  const error = new FinetapError('store_failed', {
    what: `The schema ${plain} does not fit this version of finetap`,
    why,
    fix: 'update finetap, or let a role that may make tables open the store once with migrate: true',
  })
  return finalError(error)
}
