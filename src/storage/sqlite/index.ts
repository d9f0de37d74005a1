import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import { badOption } from '../../core/check-options.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { ReadRange, ScanOptions, Store } from '../../core/store.ts'
import { checkStoreOptions, requireDurability, requirePath } from '../check-options.ts'
import { closedError } from '../closed.ts'
import { createDecoder } from '../codec/decoder.ts'
import { requireEvents } from '../require-events.ts'
import { sqliteMissing } from './connections.ts'
import { IN_MEMORY } from './place.ts'
import type { Settings } from './protocol.ts'
import { answerOf, scanRows } from './scan.ts'
import { createThread } from './thread.ts'

export type SqliteStoreOptions = {
  /** `process` (default) survives the death of the process, `disk` also a power cut: each commit waits for the disk. */
  readonly durability?: 'process' | 'disk' | undefined
  /** Under which whom an erasure names is hashed (default: a random one, kept in the database). */
  readonly erasureKey?: string | undefined
  /** How long a write waits for other processes, in milliseconds (default 10,000). */
  readonly busyTimeoutMs?: number | undefined
}

const BUSY_MS = 10_000

/**
 * A store in one SQLite file, which many processes can share, on the `node:sqlite` of Node itself: Node 22.13 or later
 * has it without a flag. `:memory:` lives as long as the store.
 *
 * All of SQLite runs in a thread, which starts with the first call and serves all such stores of the process: the app
 * never waits for a checkpoint. What waits shares a transaction, and `append` resolves behind its commit. Nothing is made before the first append; then the
 * file is for this user only. Rows are indexed by conversation, user, tenant and time. An event whose type and id are
 * there already is not kept twice. Erased rows are overwritten, in the file and in its write-ahead log; while a reader of
 * another process still needs that log they count as `pending`, and it is tried again with the next writes and by a timer.
 *
 * @throws FinetapError `peer_missing` where Node has no `node:sqlite`, `bad_option`
 * @example
 * const store = sqliteStore('./finetap.sqlite')
 * for await (const event of store.read({ types: ['generation'] })) console.log(event)
 */
export function sqliteStore(file: string, options: SqliteStoreOptions = {}): Store {
  const settings = settingsOf(file, options)
  const isInMemory = settings.file === IN_MEMORY
  const name = `sqlite (${settings.file})`
  const thread = createThread(settings)
  let decoder = createDecoder()
  let closing: Promise<void> | undefined

  function requireOpen(): void {
    if (closing !== undefined) throw closedError(name)
  }

  async function append(events: readonly LogEvent[]): Promise<void> {
    requireOpen()
    requireEvents(events)
    if (events.length > 0) answerOf('done', await thread.call({ kind: 'append', events }))
  }

  function appendSync(events: readonly LogEvent[]): void {
    // First, so that what was promised before does not suffer from what is refused here.
    thread.settleSync()
    requireOpen()
    requireEvents(events)
    if (events.length > 0) answerOf('done', thread.callSync({ kind: 'append', events }))
  }

  function scan(scanOptions: ScanOptions = {}): ReturnType<typeof scanRows> {
    return scanRows({ file: settings.file, thread, decoder: () => decoder }, scanOptions)
  }

  return {
    name,
    capabilities: {
      durability: isInMemory ? 'memory' : settings.durability,
      shared: !isInMemory,
      erasure: 'rewrite',
      idempotent: true,
    },
    append,
    appendSync,
    scan,
    async *read(range: ReadRange = {}) {
      for await (const { event } of scan(range)) yield event
    },
    async erase(selector, { reason } = {}) {
      requireOpen()
      const { result } = answerOf('erased', await thread.call({ kind: 'erase', selector, reason }))
      decoder = createDecoder()
      return result
    },
    async flush() {
      if (thread.isBusy()) answerOf('done', await thread.call({ kind: 'flush' }))
    },
    // Again each time: who reads from a closed store has started a thread.
    close: () => (closing = thread.close()),
  }
}

function settingsOf(file: string, options: SqliteStoreOptions): Settings {
  requirePath('sqliteStore', file, './finetap.sqlite')
  checkStoreOptions('sqliteStore', options, { durability: 'any', busyTimeoutMs: 'number' })
  const { durability = 'process', erasureKey: secret, busyTimeoutMs = BUSY_MS } = options
  requireDurability('sqliteStore', durability, ['process', 'disk'])
  if (!(Number.isInteger(busyTimeoutMs) && busyTimeoutMs >= 0)) {
    throw badOption(`busyTimeoutMs is ${busyTimeoutMs}`, 'give a whole number of milliseconds')
  }
  // Asked without loading it, which would print a warning in some versions of Node.
  if (!isBuiltin('node:sqlite')) throw sqliteMissing('it is older, or was started with --no-experimental-sqlite')
  const erasesHere = file === IN_MEMORY
  return { file: erasesHere ? file : resolve(file), durability, secret, busyTimeoutMs, erasesHere }
}
