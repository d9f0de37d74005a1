import { badOption } from '../../core/check-options.ts'
import type { ErasureSelector } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Damage, ErasureResult, ReadRange, ScanOptions, Store } from '../../core/store.ts'
import { checkStoreOptions, requirePath } from '../check-options.ts'
import { closedError } from '../closed.ts'
import { erasureKey, newErasureSecret } from '../erasure/key.ts'
import { planErasure } from '../erasure/plan.ts'
import type { Draft, DraftPlace } from './draft.ts'
import { eraseDamaged } from './housekeeping.ts'
import { createDrafting } from './drafting.ts'
import { createLogFile } from './log-file.ts'
import { damageWarning } from './damage-warning.ts'
import { createLogPrinter } from './log-document.ts'
import { documentPath } from './place.ts'
import { createView } from './view.ts'
import { createWriter } from './writer.ts'

export { openState, type State, type StateOptions } from './state.ts'

export type LowdbStoreOptions = {
  /** The document grows no larger (default 5 MiB, some thousand turns); then `append` is refused with `store_full`. */
  readonly limitBytes?: number | undefined
  /** Under which whom an erasure names is hashed (default: a random one, kept in the document). */
  readonly erasureKey?: string | undefined
  /**
   * Called when the store is about to write and finds a document that is damaged (default: a process warning, once).
   * Readers are told by `onDamage` too.
   */
  readonly onDamage?: ((damage: Damage) => void) | undefined
}

const LIMIT_BYTES = 5 * 1_024 * 1_024

/**
 * The store of a small local chatbot: one JSON document that people can read and edit, held by lowdb.
 *
 * The document is written as a whole, so it has a limit, and one writer at a time: the first append takes
 * `<file>.lock`, until `close`. Others are refused with `store_locked`; reading is always allowed. `append` resolves when
 * the disk has the events; what is appended meanwhile shares the next write. For many processes or more than a few
 * thousand turns take `jsonlStore`, and copy the events into it.
 *
 * The version before stays as `<file>.bak`. A document that is torn is put together from what is whole in it and from
 * that; its bytes are kept as `<file>.damaged-<time>`. Edits by hand are taken over, also while an app writes: what it
 * wrote after the editor had read the file is put behind them. To begin anew, close the store and remove the document
 * and its backup.
 *
 * Erased events are removed from the document, its backup and damaged copies.
 *
 * @throws FinetapError `bad_option`
 * @example const recorder = createRecorder({ store: lowdbStore('./data/chats.json') })
 */
export function lowdbStore(file: string, options: LowdbStoreOptions = {}): Store {
  requirePath('lowdbStore', file, './data/chats.json')
  checkStoreOptions('lowdbStore', options, { limitBytes: 'number', onDamage: 'function' })
  const { limitBytes = LIMIT_BYTES, onDamage = damageWarning() } = options
  if (!(limitBytes > 0)) throw badOption(`limitBytes is ${limitBytes}`, 'give a number of bytes above 0')
  const path = documentPath(file)
  const name = `lowdb (${path})`
  const place: DraftPlace = { path, limitBytes, secret: options.erasureKey, printer: createLogPrinter() }
  const logFile = createLogFile(path, onDamage)
  const writer = createWriter(path, createDrafting(logFile, place))
  const view = createView({ path, committed: logFile.committed, secret: options.erasureKey })
  let closing: Promise<void> | undefined

  function change(make: (draft: Draft) => void): Promise<void> {
    return new Promise((done, reject) => writer.push({ make, resolve: done, reject }))
  }

  async function append(events: readonly LogEvent[]): Promise<void> {
    if (closing !== undefined) throw closedError(name)
    if (events.length === 0) return
    await change((draft) => draft.add(events))
    for (const event of events) if (event.type === 'erasure') eraseDamaged(path, event.selector, event)
  }

  function appendSync(events: readonly LogEvent[]): void {
    if (closing === undefined && events.length !== 0) return writer.changeSync((draft) => draft.add(events))
    // What was promised before does not suffer from what is refused here.
    writer.settleSync()
    if (closing !== undefined) throw closedError(name)
  }

  async function erase(selector: ErasureSelector, reason: string | undefined): Promise<ErasureResult> {
    if (closing !== undefined) throw closedError(name)
    // Refuses what names nothing before anything is touched.
    planErasure({ selector, key: erasureKey(''), reason })
    let result: ErasureResult | undefined
    await change((draft) => {
      result = eraseFrom(draft, selector, { reason, given: options.erasureKey })
    })
    if (result === undefined) throw closedError(name)
    eraseDamaged(path, selector, result.erasure)
    return result
  }

  return {
    name,
    capabilities: { durability: 'disk', shared: false, erasure: 'rewrite', idempotent: true },
    append,
    appendSync,
    async *read(range: ReadRange = {}) {
      for await (const { event } of view(range)) yield event
    },
    scan: (scan: ScanOptions = {}) => view(scan),
    erase: (selector, { reason } = {}) => erase(selector, reason),
    flush: writer.settle,
    close: () => (closing ??= writer.settle().then(logFile.release)),
  }
}

type EraseOptions = { readonly reason: string | undefined; readonly given: string | undefined }

function eraseFrom(draft: Draft, selector: ErasureSelector, { reason, given }: EraseOptions): ErasureResult {
  const { secret, entries } = draft.state()
  const used = given ?? secret ?? newErasureSecret()
  if (given === undefined && secret === undefined) draft.keepSecret(used)
  const plan = planErasure({ selector, key: erasureKey(used), reason })
  for (const { event } of entries) if (event?.type === 'generation') plan.take(event)
  const erasure = plan.event()
  draft.add([erasure])
  return { erasure, hidden: plan.hidden(), rewritten: plan.hidden(), pending: 0 }
}
