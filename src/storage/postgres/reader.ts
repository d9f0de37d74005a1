import { FinetapError } from '../../core/errors.ts'
import type { Cursor, Scanned, ScanOptions } from '../../core/store.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { createDecoder } from '../codec/decoder.ts'
import { rangeFilter } from '../range.ts'
import { shardFilter } from '../shard.ts'
import type { Database, Row } from './connect.ts'
import type { Erased } from './erased.ts'
import { findFence } from './fence.ts'
import { createHistories } from './histories.ts'
import type { Names } from './names.ts'
import { pagesOf, type Position } from './pages.ts'
import type { Whole } from './whole.ts'

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
    const histories = createHistories(database, names, decoder)
    for await (const page of pagesOf(database, names, { position, fence, options })) {
      const mine = page.filter((row) => isMine(typeof row['shard'] === 'number' ? String(row['shard']) : cursorOf(row)))
      for (const [index, row] of mine.entries()) {
        const event = eventOf(await histories.whole(mine, index), row, options, names)
        if (event !== undefined && isWanted(event) && !isErased(event)) yield { event, cursor: cursorOf(row) }
      }
    }
  }

  return {
    scan,
    forget() {
      decoder = createDecoder()
    },
  }
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

function cursorOf({ tx, seq }: Row): Cursor {
  return `${String(tx)}.${String(seq)}`
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
