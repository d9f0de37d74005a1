import type { LogEvent } from '../../core/log-event.ts'
import { columnsOf } from './columns.ts'
import type { Connection } from './connect.ts'
import { isRefusedRow } from './errors.ts'
import { linearRows, type Numbered, type Stored } from './linear.ts'
import type { Names } from './names.ts'

export type Refused = { readonly event: LogEvent; readonly reason: string }

/** Adds the events in the transaction of the connection, those left out that are there. Gives those that it refuses. */
export async function insertEvents(
  connection: Connection,
  names: Names,
  events: readonly LogEvent[],
): Promise<readonly Refused[]> {
  const rows = events.map((event, seq) => ({ event, columns: columnsOf(event), seq }))
  if (rows.length === 0 || (await tryInsert(connection, names, rows)) === undefined) return []
  const refused: Refused[] = []
  for (const row of rows) {
    const reason = await tryInsert(connection, names, [row])
    if (reason !== undefined) refused.push({ event: row.event, reason })
  }
  return refused
}

/** Why the server refuses one of the rows; none of them is there then. */
async function tryInsert(connection: Connection, names: Names, rows: readonly Numbered[]): Promise<string | undefined> {
  await connection.query('SAVEPOINT rows')
  try {
    await insertRows(connection, names, rows)
    await connection.query('RELEASE SAVEPOINT rows')
    return undefined
  } catch (cause) {
    if (!isRefusedRow(cause)) throw cause
    await connection.query('ROLLBACK TO SAVEPOINT rows')
    return cause instanceof Error ? cause.message : String(cause)
  }
}

async function insertRows(connection: Connection, names: Names, rows: readonly Numbered[]): Promise<void> {
  const once = new Map<string, Numbered>()
  for (const row of rows) if (!once.has(row.columns.key)) once.set(row.columns.key, row)
  const { keys, mayLook } = await takeKeys(connection, names, [...once.keys()])
  const fresh = [...once.values()].filter(({ columns }) => keys.has(columns.key))
  if (fresh.length === 0) return
  await connection.query(insertSql(names), valuesOf(await linearRows(connection, names, fresh, mayLook)))
}

/** Which of the keys were not there, and whether the role may look for bases. */
async function takeKeys(connection: Connection, { table }: Names, keys: readonly string[]) {
  // Taken in their order, so that two that add the same ones wait for each other and never in a circle.
  const { rows } = await connection.query(
    `WITH fresh AS (
       INSERT INTO ${table('keys')} (key)
       SELECT decode(key, 'hex') AS key FROM unnest($1::text[]) AS r (key) ORDER BY 1
       ON CONFLICT DO NOTHING RETURNING key
     )
     SELECT encode(key, 'hex') AS key, has_function_privilege($2, 'EXECUTE') AS may FROM fresh`,
    [keys, `${table('bases')}(timestamptz, timestamptz, bytea[])`],
  )
  return { keys: new Set(rows.map(({ key }) => String(key))), mayLook: rows[0]?.['may'] === true }
}

function insertSql({ table }: Names): string {
  return `
    WITH fresh AS (
      SELECT * FROM unnest($1::int[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[])
        AS r (seq, at, type, id, conversation, user_id, tenant, target, body, base, asked, whole, fields, shard)
    ), noted AS (
      INSERT INTO ${table('erasures')} (body) SELECT body FROM fresh WHERE type = 'erasure' ORDER BY seq
    )
    INSERT INTO ${table('events')}
      (tx, seq, at, type, id, conversation, user_id, tenant, target, body, base, asked, whole, fields, shard)
    SELECT pg_current_xact_id()::text::bigint, seq, to_timestamp(at / 1000), type, id, conversation, user_id, tenant,
      target, body, base, decode(asked, 'hex'), decode(whole, 'hex'), fields, shard
    FROM fresh`
}

function valuesOf(rows: readonly Stored[]): unknown[] {
  const all = rows.map(({ columns }) => columns)
  const histories = rows.map(({ history }) => history)
  return [
    rows.map(({ seq }) => seq),
    all.map(({ at }) => at),
    all.map(({ type }) => type),
    all.map(({ id }) => id),
    all.map(({ conversation }) => conversation),
    all.map(({ user }) => user),
    all.map(({ tenant }) => tenant),
    all.map(({ target }) => target),
    rows.map(({ body }) => body),
    rows.map(({ base }) => base),
    histories.map((history) => history?.asked ?? null),
    histories.map((history) => history?.whole ?? null),
    histories.map((history) => (history === undefined ? null : JSON.stringify(Object.fromEntries(history.fields)))),
    rows.map(({ shard }) => shard),
  ]
}
