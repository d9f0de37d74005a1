import type { LogEvent } from '../../core/log-event.ts'
import { isJsonObject } from '../../core/json.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import type { Connection, Row } from './connect.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'
import { lookUpWhole } from './whole.ts'

/** `event` has of its messages only what is stored in the row; undefined when that is damaged. */
export type Found = { readonly row: Row; readonly event: LogEvent | undefined }

export type Where = { readonly sql: string; readonly values: unknown[] }

const PAGE_ROWS = 100
const PAGE_BYTES = 4 * 1_024 * 1_024
const MAX_VALUES = 1_000

/**
 * Removes the rows that `where` finds and `isGone` names; what builds on them becomes whole before. Gives those that
 * stay, because it cannot: its history is damaged, and more of it is not to be lost. Called in a transaction that no
 * writer is beside.
 */
export async function removeRows(
  connection: Connection,
  names: Names,
  where: Where,
  isGone: (found: Found) => boolean,
): Promise<readonly Found[]> {
  const stayed: Found[] = []
  for await (const page of pagesOf(connection, names, where)) {
    const named = page.filter(isGone)
    if (named.length === 0) continue
    const gone = await makeWhole(
      connection,
      names,
      named.map(({ row }) => row),
    )
    if (gone.length < named.length) stayed.push(...named.filter(({ row }) => !gone.includes(row)))
    await connection.query(
      `DELETE FROM ${names.table('events')} AS e USING unnest($1::bigint[], $2::integer[]) AS gone (tx, seq)
       WHERE e.tx = gone.tx AND e.seq = gone.seq`,
      placesOf(gone),
    )
  }
  return stayed
}

/** The latest first: what builds on a row is then gone before it, and need not be made whole. */
async function* pagesOf(connection: Connection, { table }: Names, { sql, values }: Where) {
  await connection.query(
    // Apart, or the server walks through all rows in their order to find the first page.
    `DECLARE found NO SCROLL CURSOR FOR
     WITH named AS MATERIALIZED (SELECT tx, seq, octet_length(body) AS bytes FROM ${table('events')} WHERE ${sql})
     SELECT tx::text AS tx, seq, bytes FROM named ORDER BY named.tx DESC, named.seq DESC`,
    values,
  )
  for (;;) {
    const { rows: places } = await connection.query(`FETCH ${PAGE_ROWS} FROM found`)
    if (places.length === 0) break
    for (const some of byBytes(places)) {
      const { rows } = await connection.query(
        `SELECT e.tx::text AS tx, e.seq, e.type, e.id, e.body FROM ${table('events')} AS e
         JOIN unnest($1::bigint[], $2::integer[]) AS named (tx, seq) ON e.tx = named.tx AND e.seq = named.seq`,
        placesOf(some),
      )
      yield rows.map((row): Found => {
        const upgraded = upgradeEvent(parseJson(String(row['body'])))
        return { row, event: upgraded.ok ? upgraded.event : undefined }
      })
    }
  }
  await connection.query('CLOSE found')
}

/** Parts of a page whose bodies are not too large together. */
function byBytes(places: readonly Row[]): readonly (readonly Row[])[] {
  const parts: Row[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const place of places) {
    bytes += Number(place['bytes'])
    if (bytes <= PAGE_BYTES) parts.at(-1)?.push(place)
    else {
      parts.push([place])
      bytes = Number(place['bytes'])
    }
  }
  return parts
}

/** What is left of those that build on rows that go is written anew, with its whole history. Gives those that can go. */
async function makeWhole(connection: Connection, names: Names, named: readonly Row[]): Promise<readonly Row[]> {
  for (let gone = named; ;) {
    const needed = await makeHeirsWhole(connection, names, gone)
    if (needed.size === 0) return gone
    await endHistories(connection, names, [...needed])
    // What these build on may then have to stay too.
    gone = gone.filter(({ type, id }) => type !== 'generation' || !needed.has(id))
  }
}

/** Gives the ids of those that are needed still, by what could not be made whole. */
async function makeHeirsWhole(
  connection: Connection,
  names: Names,
  gone: readonly Row[],
): Promise<ReadonlySet<unknown>> {
  const needed = new Set<unknown>()
  const ids = gone.filter(({ type }) => type === 'generation').map(({ id }) => id)
  const { rows } = await connection.query(
    `SELECT e.tx::text AS tx, e.seq, e.base FROM ${names.table('events')} AS e
     WHERE e.base = ANY ($1::text[]) AND NOT EXISTS (
       SELECT FROM unnest($2::bigint[], $3::integer[]) AS gone (tx, seq) WHERE e.tx = gone.tx AND e.seq = gone.seq)`,
    [ids, ...placesOf(gone)],
  )
  for (const row of rows) {
    const whole = await lookUpWhole(connection, names, row)
    if (whole?.ok === true && isJsonObject(whole.value)) {
      await connection.query(
        `UPDATE ${names.table('events')} SET base = NULL, body = $3 WHERE tx = $1::bigint AND seq = $2::integer`,
        [row['tx'], row['seq'], JSON.stringify(whole.value)],
      )
    } else needed.add(row['base'])
  }
  return needed
}

/** Nothing more is to build on histories that are damaged. */
async function endHistories(connection: Connection, { table }: Names, ids: readonly unknown[]): Promise<void> {
  await connection.query(
    `UPDATE ${table('events')} SET asked = NULL
     WHERE asked IS NOT NULL AND type = 'generation' AND (id = ANY ($1::text[]) OR base = ANY ($1::text[]))`,
    [ids],
  )
}

function placesOf(rows: readonly Row[]): unknown[] {
  return [rows.map(({ tx }) => tx), rows.map(({ seq }) => seq)]
}

/** So many values at most go into one condition. */
export function slices<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  const count = Math.ceil(values.length / MAX_VALUES)
  return Array.from({ length: count }, (_, index) => values.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES))
}
