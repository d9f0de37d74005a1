import { resolve } from 'node:path'
import type { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Durability, ErasureResult, ReadRange, Scanned, ScanOptions, Store } from '../../core/store.ts'
import { closedError } from '../closed.ts'
import { jsonlStore } from '../jsonl/index.ts'
import { rangeFilter } from '../range.ts'
import { createDatabase } from './connect.ts'
import { eraseRows } from './erase.ts'
import { checkGiven } from './check-given.ts'
import { createErased } from './erased.ts'
import { databaseError } from './errors.ts'
import { migrate } from './migrate.ts'
import { namesOf } from './names.ts'
import { holdsNothing } from './outbox-files.ts'
import { createReader } from './reader.ts'
import { createRefusals } from './refused.ts'
import { createRoom } from './room.ts'
import { OF_OUTBOX } from './send.ts'
import { createShipment } from './shipment.ts'
import { createShipper } from './shipper.ts'
import { createTeller } from './teller.ts'

export type PostgresStoreOptions = {
  /** Such as `postgres://app:secret@127.0.0.1:5432/app`. */
  readonly url: string
  /** A directory on this machine, for one database and schema (default `./.finetap/outbox`). */
  readonly outbox?: string | undefined
  /** Where the tables are (default `finetap`). */
  readonly schema?: string | undefined
  /** Under which whom an erasure names is hashed (default: a random one, kept in the table `secrets`). */
  readonly erasureKey?: string | undefined
  /** Makes the tables, and brings them up to date (default true). False for roles that may only append or read. */
  readonly migrate?: boolean | undefined
  /** When `append` resolves: that of the outbox, as in `jsonlStore` (default `process`). */
  readonly durability?: Durability | undefined
  /** How much may wait in the outbox (default 1 GiB). Beyond, `append` is refused with `store_failed`. */
  readonly outboxBytes?: number | undefined
  /** For how long `flush`, `read`, `erase` and `close` try to reach the database, in milliseconds (default 10,000). */
  readonly patienceMs?: number | undefined
  /**
   * Told of what fails in the background: the database is down, it refuses a row (default: a process warning, once for
   * each kind of failure).
   */
  readonly onError?: ((error: FinetapError) => void) | undefined
}

const OUTBOX = './.finetap/outbox'
const OUTBOX_BYTES = 1_024 ** 3
const PATIENCE_MS = 10_000

/**
 * One PostgreSQL for many servers. Needs the package `pg`, and a database in UTF8.
 *
 * `append` resolves when the operating system has the events, in a jsonl log on this machine: the outbox. From there
 * they are sent in the background, in batches, each event once; while the database is down they wait, also beyond the
 * end of the process. `flush` resolves when the database has them. Close the store, or they wait for the next one.
 *
 * Files of the outbox go when they are sent and complete, also those of processes that died, after 5 minutes. One in which
 * something is damaged stays, and `onError` is told. Rows that the database refuses go on in `refused.ndjson` beside them.
 *
 * `erase` removes rows at once, and so does an erasure that is appended, where the role may; else they are hidden. What
 * lies in the outboxes of other servers is not counted in `pending`: rows that were not sent yet are refused on arrival,
 * those in `refused.ndjson` go when that server next sends, and files that were sent go when they are complete.
 * What is counted there stays, hidden, because a row builds on it that damage keeps from being made whole: once the
 * damage is mended, erase again.
 *
 * Roles: one that makes the tables needs CREATE on the database. One that appends needs USAGE on the schema, SELECT on
 * `migrations`, `secrets` and `erasures`, INSERT on `events` and `erasures`, SELECT and INSERT on `keys`, SELECT, INSERT
 * and UPDATE on `outboxes`, EXECUTE on `add_month` and `bases`. One that reads needs SELECT on `migrations`, `secrets`,
 * `erasures` and `events`; to erase, also INSERT, UPDATE and DELETE on `events`, INSERT on `erasures`,
 * SELECT and INSERT on `keys`.
 *
 * A row holds the messages that are new since an earlier one of the same conversation, whichever server has sent that. It
 * builds on rows of its own month only, so the partition of a month can be dropped. A role that may not execute `bases`
 * begins anew with each batch.
 *
 * @throws FinetapError `bad_option`. Its methods: `peer_missing`, `store_failed` when the database cannot be reached or the
 * outbox is full, `log_missing` where there are no tables and it may not make them, and those of `jsonlStore`.
 * @example
 * const { DATABASE_URL = 'postgres://127.0.0.1:5432/app' } = process.env
 * const store = postgresStore({ url: DATABASE_URL, outbox: '/var/lib/app/outbox' })
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  const parts = openParts(options)
  const { name, dir, durability, log, database, names, erased, room, refusals, shipper, ready, reader } = parts
  let closing: Promise<void> | undefined

  async function append(events: readonly LogEvent[]): Promise<void> {
    if (closing !== undefined) throw closedError(name)
    room.require()
    await log.append(events)
    if (closing === undefined) shipper.nudge()
  }

  async function flush(): Promise<void> {
    await log.flush()
    await shipper.settle(parts.patienceMs)
  }

  async function* scan(scanOptions: ScanOptions = {}): AsyncGenerator<Scanned> {
    rangeFilter(scanOptions)
    await flush()
    try {
      await ready()
      yield* reader.scan(scanOptions)
    } catch (cause) {
      throw databaseError('PostgreSQL cannot be read', cause)
    }
  }

  async function erase(...[selector, { reason } = {}]: Parameters<Store['erase']>): Promise<ErasureResult> {
    if (closing !== undefined) throw closedError(name)
    await flush()
    try {
      await ready()
      const result = await eraseRows(database, names, erased, { selector, reason })
      reader.forget()
      // Segments that were sent lie there until they are complete.
      if (!(await holdsNothing(dir))) await log.erase(selector, { reason: OF_OUTBOX })
      await refusals.forget()
      return result
    } catch (cause) {
      throw databaseError('PostgreSQL cannot erase', cause)
    }
  }

  shipper.nudge()
  return {
    name,
    capabilities: { durability, shared: true, erasure: 'rewrite', idempotent: true },
    append,
    appendSync(events) {
      log.appendSync?.([])
      if (closing !== undefined) throw closedError(name)
      room.require()
      log.appendSync?.(events)
      shipper.nudge()
    },
    async *read(range: ReadRange = {}) {
      for await (const { event } of scan(range)) yield event
    },
    scan,
    erase,
    flush,
    onRefused: refusals.listen,
    close: () => (closing ??= closeParts(parts)),
  }
}

function openParts(options: PostgresStoreOptions) {
  checkGiven(options)
  const { url, outbox = OUTBOX, outboxBytes = OUTBOX_BYTES, patienceMs = PATIENCE_MS } = options
  const names = namesOf(options.schema ?? 'finetap')
  const dir = resolve(outbox)
  const name = `postgres (${names.plain})`
  const { durability = 'process' } = options
  // What is sealed is sent and removed: merged or compressed it would stay.
  const log = jsonlStore(dir, { durability, maintenance: false })
  const database = createDatabase(url)
  const erased = createErased(names, options.erasureKey)
  const room = createRoom(dir, outboxBytes)
  const tell = createTeller(options.onError)
  const refusals = createRefusals({ dir, database, names, erased })
  const ship = createShipment({ dir, log, database, names, erased, refusals, ready, tell })
  const shipper = createShipper(ship, tell)
  const reader = createReader(database, names, erased)
  let migrated: Promise<void> | undefined

  function ready(): Promise<void> {
    return (migrated ??= migrate(database, names, options.migrate ?? true).catch((cause: unknown) => {
      migrated = undefined
      throw cause
    }))
  }

  return {
    name,
    dir,
    durability,
    log,
    database,
    names,
    erased,
    room,
    refusals,
    shipper,
    ready,
    reader,
    patienceMs,
    tell,
  }
}

async function closeParts({ log, shipper, database, patienceMs, tell }: ReturnType<typeof openParts>): Promise<void> {
  await log.flush()
  const isSent = await shipper.settle(patienceMs).then(
    () => true,
    (cause: unknown) => {
      tell(cause)
      return false
    },
  )
  shipper.stop()
  await log.close()
  // Closing has completed the last segment, which can then go.
  if (isSent) await shipper.settle(patienceMs).catch(tell)
  await database.end()
}
