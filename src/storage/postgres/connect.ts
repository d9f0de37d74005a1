import { FinetapError } from '../../core/errors.ts'
import { databaseError } from './errors.ts'

export type Row = { readonly [column: string]: unknown }

/** What is needed of a connection of `pg`. */
export type Connection = {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: Row[] }>
}

export type Database = {
  /** On a connection of its own, which is thrown away when `body` fails: nobody knows in which state it is. */
  readonly use: <Result>(body: (connection: Connection) => Promise<Result>) => Promise<Result>
  /** Like `use`, in a transaction. */
  readonly transaction: <Result>(body: (connection: Connection) => Promise<Result>) => Promise<Result>
  readonly end: () => Promise<void>
}

const CONNECT_MS = 5_000
const STATEMENT_MS = 60_000
const CONNECTIONS = 4

/** Connects when first used. */
export function createDatabase(url: string): Database {
  let pool: ReturnType<typeof open> | undefined

  async function use<Result>(body: (connection: Connection) => Promise<Result>): Promise<Result> {
    try {
      const client = await (await (pool ??= open(url))).connect()
      // Between two queries nobody else listens, and an error event without a listener would end the process.
      const ignore = (): void => {}
      client.on('error', ignore)
      let isSound = false
      try {
        const result = await body(client)
        isSound = true
        return result
      } finally {
        client.off('error', ignore)
        client.release(!isSound)
      }
    } catch (cause) {
      if (FinetapError.isInstance(cause) && cause.code === 'peer_missing') pool = undefined
      throw cause
    }
  }

  return {
    use,
    transaction: (body) =>
      use(async (connection) => {
        // Whatever the server's default: what others have done while a lock was waited for must be seen.
        await connection.query('BEGIN ISOLATION LEVEL READ COMMITTED')
        const result = await body(connection)
        await connection.query('COMMIT')
        return result
      }),
    async end() {
      const opened = pool
      pool = undefined
      await (await opened?.catch(() => undefined))?.end().catch((cause: unknown) => {
        throw databaseError('The connections to PostgreSQL cannot be closed', cause)
      })
    },
  }
}

async function open(url: string) {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    throw new FinetapError('peer_missing', {
      what: 'postgresStore needs the package pg',
      why: 'it cannot be loaded',
      fix: 'npm install pg',
      cause,
    })
  })
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // Of a writer that was stopped in the middle, so that it does not hold up readers and erasures for ever.
    idle_in_transaction_session_timeout: STATEMENT_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'finetap',
  })
  pool.on('error', () => {})
  return pool
}
