import { resolve } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { ErasureResult, ReadRange, ScanOptions, Store } from '../../core/store.ts'
import { closedError } from '../closed.ts'
import { planErasure, type ErasurePlan } from '../erasure/plan.ts'
import { createAppender } from './appender.ts'
import { createKeyFile } from './key-file.ts'
import { createLogReader } from './log-reader.ts'

export type JsonlStoreOptions = {
  /** A segment of this many bytes is followed by a new one (default 64 MiB). */
  readonly segmentBytes?: number
  /** Under which whom an erasure names is hashed (default: a random one, kept in the directory as `erasure.key`). */
  readonly erasureKey?: string
}

const SEGMENT_BYTES = 64 * 1_024 * 1_024

/**
 * The default store: a directory of plain JSON Lines files, which many processes can share.
 *
 * Each store writes segments of its own, named `<UTC time>-<process id>-<random>.jsonl`, and reads those of all.
 * Nothing is made before the first append; then the directory is for this user only, and keeps itself out of git.
 * `append` resolves when the operating system has the bytes; `appendSync` does not wait for a write under way, it does
 * that write itself. Erased generations are hidden from readers at once.
 *
 * Other `*.jsonl` files in the directory are read too: one event a line, with or without checksum.
 *
 * @throws FinetapError `bad_option`
 * @example
 * const store = jsonlStore('./.finetap')
 * for await (const event of store.read({ types: ['generation'] })) console.log(event)
 */
export function jsonlStore(dir: string, options: JsonlStoreOptions = {}): Store {
  const { segmentBytes = SEGMENT_BYTES } = options
  if (dir === '') throw badOption('The directory of the log has no name', 'name one, such as ./.finetap')
  if (!(segmentBytes > 0)) throw badOption(`segmentBytes is ${segmentBytes}`, 'give a number of bytes above 0')
  const directory = absolute(dir)
  const name = `jsonl (${directory})`
  const appender = createAppender({ dir: directory, segmentBytes })
  const keyFile = createKeyFile(directory, options.erasureKey)
  const reader = createLogReader(directory, appender.committedTo, keyFile.key)
  let closing: Promise<void> | undefined

  async function append(events: readonly LogEvent[]): Promise<void> {
    if (closing !== undefined) throw closedError(name)
    if (events.length > 0) await appender.append(events.map(recordOf))
  }

  function appendSync(events: readonly LogEvent[]): void {
    // First, so that what was promised before does not suffer from what is refused here.
    appender.settleSync()
    if (closing !== undefined) throw closedError(name)
    if (events.length > 0) appender.appendSync(events.map(recordOf))
  }

  async function* read(range: ReadRange = {}): AsyncGenerator<LogEvent> {
    for await (const { found } of reader.batches(range)) {
      for (const { event } of found) yield event
    }
  }

  return {
    name,
    capabilities: { durability: 'process', shared: true, erasure: 'hide', idempotent: false },
    append,
    appendSync,
    read,
    async *scan(scan: ScanOptions = {}) {
      for await (const { found, cursorAt } of reader.batches(scan)) {
        for (const { event, end } of found) yield { event, cursor: cursorAt(end) }
      }
    },
    async erase(selector, { reason } = {}): Promise<ErasureResult> {
      await appender.settle()
      const plan = planErasure({ selector, key: await keyFile.make(), reason })
      await takeAll(read({ types: ['generation'] }), plan)
      const erasure = plan.event()
      await append([erasure])
      return { erasure, hidden: plan.hidden(), rewritten: 0, pending: plan.hidden() }
    },
    flush: appender.settle,
    close: () => (closing ??= appender.close()),
  }
}

/** What stands on the line, `v` and `type` first. */
function recordOf(event: LogEvent): JsonObject {
  if (event.type !== 'other') {
    if (beginsWell(event)) return event
    const { v, type, ...rest } = event
    return { v, type, ...rest }
  }
  const { v, type } = event.value
  if (typeof v === 'number' && typeof type === 'string') return { v, type, ...event.value }
  throw new FinetapError('record_invalid', {
    what: `The event ${JSON.stringify(event.id)} has no v and type in its value`,
    why: 'an event of an unknown type is written as its value, and no reader would know the line',
    fix: 'give value the whole line, with v and type',
  })
}

function beginsWell(event: object): boolean {
  let isFirst = true
  // No list of all keys: this runs before `append` returns.
  for (const key in event) {
    if (!isFirst) return key === 'type'
    if (key !== 'v') return false
    isFirst = false
  }
  return false
}

async function takeAll(events: AsyncIterable<LogEvent>, plan: ErasurePlan): Promise<void> {
  try {
    for await (const event of events) if (event.type === 'generation') plan.take(event)
  } catch (error) {
    // Where nothing has been written yet, there is nothing to hide.
    if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
  }
}

// Without a working directory there is no absolute path. What is appended then fails, and says so.
function absolute(dir: string): string {
  try {
    return resolve(dir)
  } catch {
    return dir
  }
}

function badOption(what: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what, fix })
}
