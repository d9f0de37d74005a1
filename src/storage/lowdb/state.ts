import { setTimeout } from 'node:timers/promises'
import { Low } from 'lowdb'
import { badOption, checkOptions } from '../../core/check-options.ts'
import { FinetapError } from '../../core/errors.ts'
import { requirePath } from '../check-options.ts'
import { documentAdapter } from './adapter.ts'
import { currentFingerprint, type Fingerprint, type Version } from './durable-file.ts'
import { readError, writeError } from './errors.ts'
import { keepDamaged, removeTemporaryFiles } from './housekeeping.ts'
import { loadState, type LoadedState, type StateDocument, type StateForm } from './load-state.ts'
import { takeLock, type Lock } from './lock.ts'
import { documentPath, ensureDirectoryOf, refuseOddPlace, refuseForeignFile } from './place.ts'
import { printJson } from './print.ts'

export type StateOptions<Value> = {
  /** What the state is before the first update, and when nothing of it can be read. */
  readonly default: Value
  /** Of the form of the value. A file of another version is not read: the default takes its place. */
  readonly version: number
  /** Looks at what was read (default: it is taken as it is). */
  readonly is?: ((value: unknown) => value is Value) | undefined
  /** Called with a sentence when the backup or the default had to be taken. */
  readonly onWarning?: ((what: string) => void) | undefined
}

/** A small value in a file. */
export type State<Value> = {
  /**
   * The value as it stands in the file now. Not to be changed in place.
   *
   * @throws FinetapError `source_unreadable` when the file is something else.
   */
  get(): Value
  /**
   * Puts what `change` returns in the place of the value, and resolves with it when the disk has it. Updates follow each
   * other, also those of other processes: none is lost.
   *
   * @throws FinetapError `store_locked` when another process holds the file for longer than two seconds,
   * `store_unwritable` or `store_failed`; the value is as it was then.
   */
  update(change: (value: Value) => Value): Promise<Value>
  /** Resolves when all updates so far have had their outcome. */
  flush(): Promise<void>
}

const WAIT_MS = 20
const WAITS = 100

/**
 * Opens a small value that can be made again, such as settings or an index: one readable JSON document, written as
 * durably as `lowdbStore` writes its own. Nothing is made before the first update.
 *
 * @throws FinetapError `bad_option`
 * @example
 * const settings = openState('./.finetap/studio.json', { default: { theme: 'dark' }, version: 1 })
 * await settings.update((value) => ({ ...value, theme: 'light' }))
 */
export function openState<Value>(file: string, options: StateOptions<Value>): State<Value> {
  requirePath('openState', file, './.finetap/studio.json')
  checkOptions('openState', options, { default: 'any', version: 'number', is: 'function', onWarning: 'function' })
  if (!Number.isFinite(options.version)) throw badOption(`version is ${options.version}`, 'give a number, such as 1')
  const path = documentPath(file)
  const { onWarning = () => {}, is = (value: unknown): value is Value => value !== undefined } = options
  const form: StateForm<Value> = { default: options.default, version: options.version, is }
  let loaded: LoadedState<Value> | undefined
  let last: Promise<unknown> = Promise.resolve()

  function load(): LoadedState<Value> {
    const fingerprint = currentFingerprint(path)
    if (loaded === undefined || loaded.fingerprint !== fingerprint) {
      refuseOddPlace(path, 'source_unreadable')
      loaded = loadState(path, form)
      if (loaded.warning !== undefined) onWarning(loaded.warning)
    }
    return loaded
  }

  function loadOrThrow(): LoadedState<Value> {
    try {
      return load()
    } catch (cause) {
      throw readError(path, cause)
    }
  }

  function fail(cause: unknown): never {
    throw writeError(path, cause)
  }

  async function replace(change: (value: Value) => Value, lock: Lock): Promise<Value> {
    const before = loadOrThrow()
    // What this throws is the caller's own.
    const value = change(before.value)
    const version = versionAfter(path, before, lock, (fingerprint) => {
      loaded = { value, fingerprint, isDamaged: false }
    })
    const document: StateDocument<Value> = { finetap: { kind: 'state', version: options.version }, state: value }
    await writeDocument(path, document, { version, isDamaged: before.isDamaged }).catch(fail)
    return value
  }

  async function update(change: (value: Value) => Value): Promise<Value> {
    const lock = await waitForLock(path).catch(fail)
    try {
      return await replace(change, lock)
    } finally {
      lock.release()
    }
  }

  return {
    get: () => loadOrThrow().value,
    update(change) {
      const updated = last.then(() => update(change))
      last = updated.catch(() => {})
      return updated
    },
    async flush() {
      await last
    },
  }
}

function versionAfter(
  path: string,
  { fingerprint, isDamaged }: LoadedState<unknown>,
  lock: Lock,
  onReplaced: (fingerprint: Fingerprint) => void,
): Omit<Version, 'bytes'> {
  return {
    backup: isDamaged ? 'kept' : 'previous',
    isWanted() {
      if (lock.isHeld() && currentFingerprint(path) === fingerprint) return true
      throw changedError(path)
    },
    onReplaced,
  }
}

type How = { readonly version: Omit<Version, 'bytes'>; readonly isDamaged: boolean }

async function writeDocument(path: string, document: StateDocument<unknown>, how: How): Promise<void> {
  if (how.isDamaged && currentFingerprint(path) !== undefined) keepDamaged(path)
  removeTemporaryFiles(path)
  await new Low(documentAdapter({ path, read: () => document, print, version: how.version }), document).write()
}

async function waitForLock(path: string): Promise<Lock> {
  refuseOddPlace(path, 'store_unwritable')
  ensureDirectoryOf(path)
  refuseForeignFile(path)
  for (let attempt = 0; ; attempt += 1) {
    try {
      return takeLock(path)
    } catch (error) {
      const isLocked = FinetapError.isInstance(error) && error.code === 'store_locked'
      if (!isLocked || attempt === WAITS) throw error
    }
    await setTimeout(WAIT_MS)
  }
}

function print({ finetap, state }: StateDocument<unknown>): Buffer {
  return Buffer.from(`{\n  "finetap": ${printJson(finetap, 2)},\n  "state": ${printJson(state, 2)}\n}\n`)
}

function changedError(path: string): FinetapError {
  return new FinetapError('store_failed', {
    what: `${path} was changed by somebody else while it was updated`,
    why: 'it was edited by hand, or its lock was removed',
    fix: 'update it again',
  })
}
