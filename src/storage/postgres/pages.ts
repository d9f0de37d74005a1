import type { ScanOptions } from '../../core/store.ts'
import type { Database, Row } from './connect.ts'
import type { Names } from './names.ts'

export type Position = { readonly tx: string; readonly seq: string }

/** What lies behind the position and before the fence. */
export type Extent = { readonly position: Position; readonly fence: string; readonly options: ScanOptions }

/** A page ends with the row that brings it to one of these. */
const PAGE_ROWS = 200
const PAGE_BYTES = 4 * 1_024 * 1_024

/** The rows that are surely or maybe wanted, in the order of transactions. */
export async function* pagesOf(
  database: Database,
  { table }: Names,
  { position, fence, options }: Extent,
): AsyncGenerator<readonly Row[]> {
  let { tx, seq } = position
  const types = options.types === undefined ? null : [...options.types]
  for (;;) {
    const { rows } = await database.use((connection) =>
      connection.query(
        `WITH page AS (
           SELECT tx, seq, type, id, base, shard, body FROM ${table('events')}
           WHERE (tx, seq) > ($1::bigint, $2::integer) AND tx < $3::bigint
             AND ($4::text[] IS NULL OR type = ANY ($4::text[]))
             AND ($5::float8 IS NULL OR at IS NULL OR at >= to_timestamp($5::float8))
             AND ($6::float8 IS NULL OR at IS NULL OR at < to_timestamp($6::float8))
           ORDER BY tx, seq LIMIT ${PAGE_ROWS}
         ), sized AS (
           SELECT *, count(*) OVER () AS found,
             sum(octet_length(body)) OVER (ORDER BY tx, seq) - octet_length(body) AS before FROM page
         )
         SELECT tx::text AS tx, seq::text AS seq, type, id, base, shard, body, found::integer AS found FROM sized
         WHERE before < ${PAGE_BYTES} ORDER BY sized.tx, sized.seq`,
        [tx, seq, fence, types, seconds(options.since, 'down'), seconds(options.until, 'up')],
      ),
    )
    const last = rows.at(-1)
    if (last === undefined) return
    tx = String(last['tx'])
    seq = String(last['seq'])
    yield rows
    if (rows.length === last['found'] && rows.length < PAGE_ROWS) return
  }
}

// Whole seconds around the bound: the server only leaves out what is surely outside, the filter looks closer.
function seconds(bound: string | undefined, round: 'down' | 'up'): number | null {
  if (bound === undefined) return null
  const time = Date.parse(bound) / 1_000
  const whole = round === 'down' ? Math.floor(time) - 1 : Math.ceil(time) + 1
  return Math.abs(whole) < 60_000_000_000 ? whole : null
}
