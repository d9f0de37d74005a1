import type { Erasure } from '../../core/erasure.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Durability, ErasureResult, ReadRange, ScanOptions, Store } from '../../core/store.ts'
import { defined } from '../../core/field.ts'
import { checkStoreOptions, requirePath } from '../check-options.ts'
import { closedError } from '../closed.ts'
import { createAppender } from './writing/appender.ts'
import { checkedOptions } from './checked-options.ts'
import { eachOf } from './reading/each-of.ts'
import { createEraser, type Eraser } from './erase/eraser.ts'
import { createSealed } from './erase/sealed.ts'
import { createKeyFile } from './key-file.ts'
import { createLogReader, scannedOf } from './reading/log-reader.ts'
import { recordsOf } from './writing/record-of.ts'
import { createThreadAppender } from './thread/thread-appender.ts'

import { createBackground } from './maintenance/background.ts'
import { checkCompactOptions, type CompactOptions } from './maintenance/compact-options.ts'

export { compactLog, type Compaction } from './maintenance/compact.ts'
export type { CompactOptions } from './maintenance/compact-options.ts'
export type { Retention } from './maintenance/job.ts'

export type JsonlStoreOptions = {
  /** A segment of this many bytes is followed by a new one (default 64 MiB). */
  readonly segmentBytes?: number | undefined
  /** So is one that was begun this many milliseconds ago (default 24 hours). */
  readonly segmentMs?: number | undefined
  /**
   * When `append` resolves (default `process`).
   * - `memory`: at once. What fails later rejects the next `flush` or `close`.
   * - `process`: when the operating system has the bytes, in a file that is in its place. They survive the death of the
   *   process at any moment, but not that of the machine.
   * - `disk`: when the disk says that it has the bytes and the names of new files. They survive a power cut as far as the
   *   disk tells the truth. Calls that come together share a sync; a file whose sync has failed is left behind.
   */
  readonly durability?: Durability | undefined
  /**
   * Makes the lines and writes them in a thread, which all such stores of a process share: for turns of hundreds of
   * kilobytes, which would hold up the app's event loop. The promises are the same. Should the thread die, the store goes
   * on without it (default false).
   */
  readonly worker?: boolean | undefined
  /** Under which whom an erasure names is hashed (default: a random one, kept in the directory as `erasure.key`). */
  readonly erasureKey?: string | undefined
  /** What is done by the way when a segment is full or old (default: `compactLog` with its defaults); false: nothing. */
  readonly maintenance?: CompactOptions | false | undefined
}

/**
 * The default store: a directory of plain JSON Lines files, which many processes can share.
 *
 * Each store writes segments of its own, named `<UTC time>-<process id>-<random>.open.jsonl` and, when they are full or
 * the store is closed, without the `open`. It reads those of all. A process that ends without `close` loses nothing.
 * Nothing is made before the first append; then the directory is for this user only, and keeps itself out of git.
 * `append` resolves when the events are as durable as `durability` says; `appendSync` returns then, and does not wait for
 * a write under way, it does that write itself. An event that JSON would change is refused as `record_invalid`.
 *
 * Erased generations are hidden from readers at once. `erase` then rewrites the files that hold them, compressed and
 * merged ones too, and removes blobs that nothing else names. A damaged line goes when it bears an id of what is erased,
 * and so does a file in `quarantine/`; any other one stays as it is. `pending` counts what lies in files of other living
 * writers, which remove it within seconds or at their `close`; in a compressed file that is damaged, which people have to
 * remove; and in files that could not be rewritten, as on a full disk. These, and what a process has left that died in
 * the middle, are the next erasure's or compaction's.
 *
 * Other `*.jsonl` files in the directory are read too: one event a line, with or without checksum.
 *
 * @throws FinetapError `bad_option`
 * @example
 * const store = jsonlStore('./.finetap')
 * for await (const event of store.read({ types: ['generation'] })) console.log(event)
 */
export function jsonlStore(dir: string, options: JsonlStoreOptions = {}): Store {
  checkGiven(dir, options)
  const checked = checkedOptions(dir, defined(options))
  const { dir: directory, durability } = checked
  const name = `jsonl (${directory})`
  const sealed = createSealed()
  const appender = (options.worker === true ? createThreadAppender : createAppender)({
    ...checked,
    onEnd(ended) {
      sealed.add(ended)
      background.onEnd()
    },
    onBeat: () => void eraser.notice().catch(() => {}),
  })
  const background = createBackground(directory, maintenanceOf(options))
  const keyFile = createKeyFile(directory, options.erasureKey)
  const reader = createLogReader(directory, appender.committedTo, keyFile.keys)
  const eraser = createEraser({
    dir: directory,
    keyFile,
    committedTo: appender.committedTo,
    append: (erasure) => appender.append(recordsOf([erasure])),
    rotate: appender.rotate,
    takeSealed: sealed.takeAll,
  })
  let closing: Promise<void> | undefined

  // Not async: the app waits while a promise more is made.
  function append(events: readonly LogEvent[]): Promise<void> {
    if (closing !== undefined) return Promise.reject(closedError(name))
    if (events.length === 0) return Promise.resolve()
    try {
      return appender.append(announced(events, eraser))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  function appendSync(events: readonly LogEvent[]): void {
    // First, so that what was promised before does not suffer from what is refused here.
    appender.settleSync()
    if (closing !== undefined) throw closedError(name)
    if (events.length !== 0) appender.appendSync(announced(events, eraser))
  }

  function read(range: ReadRange = {}): AsyncIterable<LogEvent> {
    return eachOf(reader.batches(range), ({ events }) => events)
  }

  return {
    name,
    capabilities: { durability, shared: true, erasure: 'rewrite', idempotent: false },
    append,
    appendSync,
    read,
    scan: (scan: ScanOptions = {}) => eachOf(reader.batches(scan), scannedOf),
    async erase(selector, { reason } = {}): Promise<ErasureResult> {
      if (closing !== undefined) throw closedError(name)
      await appender.settle()
      return eraser.erase(selector, reason)
    },
    flush: appender.settle,
    close: () => (closing ??= inTurn([appender.close, () => eraser.tidy(true), background.settle])),
  }
}

function checkGiven(dir: string, options: JsonlStoreOptions): void {
  requirePath('jsonlStore', dir, './.finetap')
  checkStoreOptions('jsonlStore', options, {
    segmentBytes: 'number',
    segmentMs: 'number',
    durability: 'any',
    worker: 'boolean',
    maintenance: 'any',
  })
  const { maintenance = false } = options
  if (maintenance !== false) checkCompactOptions('maintenance', maintenance)
}

/** What is to be written; of erasures among it other processes hear before. */
function announced(events: readonly LogEvent[], eraser: Eraser): readonly JsonObject[] {
  const records = recordsOf(events)
  if (events.some(isErasure)) eraser.announce(events.filter(isErasure))
  return records
}

function isErasure(event: LogEvent): event is Erasure {
  return event.type === 'erasure'
}

function maintenanceOf({ maintenance = {}, erasureKey }: JsonlStoreOptions): CompactOptions | false {
  return maintenance === false || erasureKey === undefined ? maintenance : { erasureKey, ...defined(maintenance) }
}

/** Does all of them, also behind one that rejects; rejects like the last that does. */
async function inTurn([act, ...rest]: readonly (() => Promise<void>)[]): Promise<void> {
  if (act === undefined) return
  try {
    await act()
  } finally {
    await inTurn(rest)
  }
}
