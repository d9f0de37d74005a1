import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import type { Generation } from '../../src/core/generation.ts'
import { createDatabase } from '../../src/storage/postgres/connect.ts'
import { postgresStore } from '../../src/storage/postgres/index.ts'
import { insertEvents } from '../../src/storage/postgres/insert.ts'
import { migrate } from '../../src/storage/postgres/migrate.ts'
import { namesOf } from '../../src/storage/postgres/names.ts'
import { startPostgres } from '../../test/support/postgres.ts'
import type { Part, Workplace } from '../support/part.ts'
import { spread, whole, type Row } from '../support/table.ts'
import { measureRates, type RateContestant } from './rates.ts'
import { singleTurns } from './turns.ts'

const TURNS = 1_000
const ROUNDS = 7
/** As many turns as the recorder hands over at once when it is busy. */
const AT_ONCE = 64
const BATCH = 500
const FIRST = 'INSERT, one by one'

/** How fast turns come into a database. */
export const postgres: Part = {
  name: 'postgres',
  title: 'Turns of 2 KB a second, into PostgreSQL',
  head: ['', 'turns/s', 'best', `of ${FIRST}`],
  note: `A server on this machine, without fsync: on a disk or far away, what waits for each row falls further behind. INSERT and COPY
write JSON into a table of one column, with no key. finetap: \`postgresStore\` as it comes, ${AT_ONCE} turns an append, and a
\`flush\`, so through its outbox on disk. Its statement: the same rows and keys without the outbox, ${BATCH} a transaction.
Medians of ${ROUNDS} rounds of ${whole(TURNS)} turns, quartiles in brackets; shares within the same round.`,
  jobs: () => [{ part: 'postgres' }],
  async run({ folder }) {
    const server = await startPostgres()
    try {
      return await measure(server.url, folder)
    } finally {
      await server.dispose()
    }
  },
}

async function measure(url: string, folder: Workplace['folder']): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url })
  const database = createDatabase(url)
  const names = namesOf('batches')
  const store = postgresStore({ url, outbox: join(folder, 'outbox'), onError: fail })
  try {
    await client.connect()
    await client.query('CREATE TABLE inserted (body text NOT NULL); CREATE TABLE copied (body text NOT NULL)')
    await migrate(database, names, true)
    const next = singleTurns(1_600)
    const ways: Readonly<Record<string, (turns: readonly Generation[]) => Promise<void>>> = {
      [FIRST]: async (turns) => {
        for (const turn of turns) await client.query('INSERT INTO inserted VALUES ($1)', [JSON.stringify(turn)])
      },
      async finetap(turns) {
        for (const some of slices(turns, AT_ONCE)) await store.append(some)
        await store.flush()
      },
      async 'finetap, its statement'(turns) {
        for (const some of slices(turns, BATCH)) {
          const refused = await database.transaction((connection) => insertEvents(connection, names, some))
          if (refused.length > 0) throw new Error(`rows were refused: ${refused[0]?.reason}`)
        }
      },
      COPY: (turns) => copy(client, turns),
    }
    const contestants = Object.entries(ways).map(([name, write]): RateContestant => ({
      name,
      prepare() {
        const turns = Array.from({ length: TURNS }, next)
        return () => write(turns)
      },
    }))
    const warmUps = 2
    const rates = await measureRates(contestants, { units: TURNS, rounds: ROUNDS, warmUps })
    await requireAll(client, TURNS * (ROUNDS + warmUps))
    return [...rates].map(([name, { perSecond, best, ofFirst }]) => [
      name,
      whole(perSecond.median),
      whole(best),
      spread(ofFirst),
    ])
  } finally {
    await store.close()
    await database.end()
    await client.end()
  }
}

// The package has no types.
const { from: copyFrom }: { readonly from: (statement: string) => Writable & pg.Submittable } = createRequire(
  import.meta.url,
)('pg-copy-streams')

async function copy(client: pg.Client, turns: readonly Generation[]): Promise<void> {
  const pieces = slices(turns, AT_ONCE).map((some) => some.map(lineOf).join(''))
  await pipeline(Readable.from(pieces), client.query(copyFrom('COPY copied FROM STDIN')))
}

// JSON has no line ends and no tabs of its own, so backslashes are all that means something to COPY.
function lineOf(turn: Generation): string {
  return `${JSON.stringify(turn).replaceAll('\\', '\\\\')}\n`
}

function slices<Item>(items: readonly Item[], length: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  )
}

// A rate for rows that are not there would be worth nothing.
async function requireAll(client: pg.Client, expected: number): Promise<void> {
  for (const table of ['inserted', 'copied', 'batches.events', 'finetap.events']) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
    if (rows[0]?.count !== expected) throw new Error(`${table} has ${rows[0]?.count} rows, not ${expected}`)
  }
}

function fail(error: Error): void {
  console.error(error)
}
