import { FinetapError } from '../../core/errors.ts'
import type { Cursor, Scanned, ScanOptions } from '../../core/store.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { createDecoder } from '../codec/decoder.ts'
import { rangeFilter } from '../range.ts'
import { shardFilter } from '../shard.ts'
import type { Database, Row } from './connect.ts'
import type { Erased } from './erased.ts'
import { findFence } from './fence.ts'
import type { Names } from './names.ts'
import { lookUpWhole, wholeOf, type Whole } from './whole.ts'

type Position = { readonly tx: string; readonly seq: string }

const PAGE_ROWS = 200

export type Reader = {
  /** Everything that was committed before the first page, behind the cursor, in the order of transactions. */
  readonly scan: (options: ScanOptions) => AsyncGenerator<Scanned>
  /** Lets go of the histories that were read last. */
  forget(): void
}

export function createReader(database: Database, names: Names, erased: Erased): Reader {
  // Shared by all scans, so that a tail need not ask again for what its events build on.
  let decoder = createDecoder()

  async function* scan(options: ScanOptions): AsyncGenerator<Scanned> {
    const isWanted = rangeFilter(options)
    const isMine = shardFilter(options.shard)
    const position = positionOf(options.after)
    const fence = await findFence(database, names)
    const isErased = await database.use(erased.filter)
    for await (const { row, cursor } of rowsOf(database, names, { position, fence, options })) {
      if (!isMine(typeof row['shard'] === 'number' ? String(row['shard']) : cursor)) continue
      const event = eventOf(await wholeRow(row), row, options, names)
      if (event !== undefined && isWanted(event) && !isErased(event)) yield { event, cursor }
    }
  }

  async function wholeRow(row: Row): Promise<Whole | undefined> {
    const found = wholeOf(decoder, row)
    if (found.ok || found.reason !== 'missing_base') return found
    return database.use((connection) => lookUpWhole(connection, names, row, decoder))
  }

  return {
    scan,
    forget() {
      decoder = createDecoder()
    },
  }
}

type Window = { readonly position: Position; readonly fence: string; readonly options: ScanOptions }

async function* rowsOf(
  database: Database,
  { table }: Names,
  { position, fence, options }: Window,
): AsyncGenerator<{ readonly row: Row; readonly cursor: Cursor }> {
  let { tx, seq } = position
  const types = options.types === undefined ? null : [...options.types]
  for (;;) {
    const { rows } = await database.use((connection) =>
      connection.query(
        `SELECT tx::text AS tx, seq::text AS seq, type, base, shard, body FROM ${table('events')} AS e
         WHERE (tx, seq) > ($1::bigint, $2::integer) AND tx < $3::bigint
           AND ($4::text[] IS NULL OR type = ANY ($4::text[]))
           AND ($5::float8 IS NULL OR at IS NULL OR at >= to_timestamp($5::float8))
           AND ($6::float8 IS NULL OR at IS NULL OR at < to_timestamp($6::float8))
         ORDER BY e.tx, e.seq LIMIT ${PAGE_ROWS}`,
        [tx, seq, fence, types, seconds(options.since, 'down'), seconds(options.until, 'up')],
      ),
    )
    for (const row of rows) {
      tx = String(row['tx'])
      seq = String(row['seq'])
      yield { row, cursor: `${tx}.${seq}` }
    }
    if (rows.length < PAGE_ROWS) return
  }
}

// Whole seconds around the bound: the server only leaves out what is surely outside, the filter looks closer.
function seconds(bound: string | undefined, round: 'down' | 'up'): number | null {
  if (bound === undefined) return null
  const time = Date.parse(bound) / 1_000
  const whole = round === 'down' ? Math.floor(time) - 1 : Math.ceil(time) + 1
  return Math.abs(whole) < 60_000_000_000 ? whole : null
}

function eventOf(whole: Whole | undefined, row: Row, { onDamage }: ScanOptions, { plain }: Names) {
  // It was removed meanwhile.
  if (whole === undefined) return undefined
  const upgraded = whole.ok ? upgradeEvent(whole.value) : whole
  if (upgraded.ok) return upgraded.event
  const { reason, detail } = upgraded
  const place = `tx ${String(row['tx'])}, seq ${String(row['seq'])}`
  onDamage?.({ reason, place: `${plain}.events`, detail: detail === undefined ? place : `${place}: ${detail}` })
  return undefined
}

const LARGEST = 9_223_372_036_854_775_807n

function positionOf(after: Cursor | undefined): Position {
  if (after === undefined) return { tx: '-1', seq: '0' }
  const [, tx, seq] = /^(\d{1,19})\.(\d{1,9})$/.exec(after) ?? []
  if (tx !== undefined && seq !== undefined && BigInt(tx) <= LARGEST) return { tx, seq }
  throw new FinetapError('bad_option', {
    what: `The cursor ${JSON.stringify(after.slice(0, 80))} is not one of a postgres store`,
    fix: 'give a cursor that scan of the same store has yielded',
  })
}
