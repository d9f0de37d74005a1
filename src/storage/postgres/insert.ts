import type { LogEvent } from '../../core/log-event.ts'
import { columnsOf, type Columns } from './columns.ts'
import type { Connection } from './connect.ts'
import { isRefusedRow } from './errors.ts'
import type { Names } from './names.ts'

export type Refused = { readonly event: LogEvent; readonly reason: string }

type Numbered = { readonly event: LogEvent; readonly columns: Columns; readonly seq: number }

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
    await connection.query(insertSql(names), valuesOf(rows))
    await connection.query('RELEASE SAVEPOINT rows')
    return undefined
  } catch (cause) {
    if (!isRefusedRow(cause)) throw cause
    await connection.query('ROLLBACK TO SAVEPOINT rows')
    return cause instanceof Error ? cause.message : String(cause)
  }
}

// Keys are taken in their order, so that two that add the same ones wait for each other and never in a circle.
function insertSql({ table }: Names): string {
  return `
    WITH incoming AS (
      SELECT decode(key, 'hex') AS key, seq, at, type, id, conversation, user_id, tenant, target, body
      FROM unnest($1::text[], $2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::text[], $10::text[]) AS r (key, seq, at, type, id, conversation, user_id, tenant, target, body)
    ), fresh AS (
      INSERT INTO ${table('keys')} (key) SELECT DISTINCT key FROM incoming ORDER BY key
      ON CONFLICT DO NOTHING RETURNING key
    ), noted AS (
      INSERT INTO ${table('erasures')} (body)
      SELECT body FROM incoming JOIN fresh USING (key) WHERE type = 'erasure' ORDER BY seq
    )
    INSERT INTO ${table('events')} (tx, seq, at, type, id, conversation, user_id, tenant, target, body)
    SELECT pg_current_xact_id()::text::bigint, seq, to_timestamp(at / 1000), type, id, conversation, user_id, tenant,
      target, body
    FROM (SELECT DISTINCT ON (key) * FROM incoming ORDER BY key, seq) AS once JOIN fresh USING (key)`
}

function valuesOf(rows: readonly Numbered[]): unknown[] {
  const all = rows.map(({ columns }) => columns)
  return [
    all.map(({ key }) => key),
    rows.map(({ seq }) => seq),
    all.map(({ at }) => at),
    all.map(({ type }) => type),
    all.map(({ id }) => id),
    all.map(({ conversation }) => conversation),
    all.map(({ user }) => user),
    all.map(({ tenant }) => tenant),
    all.map(({ target }) => target),
    all.map(({ body }) => body),
  ]
}
