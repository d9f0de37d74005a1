import type { Damage } from '../../core/store.ts'
import { currentFingerprint, type Fingerprint } from './durable-file.ts'
import { keepDamaged, removeTemporaryFiles } from './housekeeping.ts'
import { loadLog, type LoadedLog } from './load-log.ts'
import { takeLock, type Lock } from './lock.ts'
import { EMPTY_LOG, type LogState } from './log-document.ts'
import { ensureDirectoryOf, refuseOddPlace, refuseForeignFile } from './place.ts'
import type { Backup } from './replace-file.ts'

/** What this process knows to stand in the file, as long as the file has this fingerprint. */
export type Committed = {
  readonly state: LogState
  readonly fingerprint: Fingerprint | undefined
  /** What becomes of the backup with the next version. */
  readonly backup: Backup
}

/** A document under this process's lock. */
export type LogFile = {
  readonly committed: () => Committed | undefined
  /**
   * Takes the lock, unless it is held, and reads the file, unless it is as this process left it.
   *
   * @throws FinetapError `store_locked`, `store_unwritable`, `source_unreadable`, and the errors of the operating system.
   */
  prepare(): Committed
  /** True when the lock is held and the file as this process left it. */
  readonly isOurs: () => boolean
  replaced(state: LogState, fingerprint: Fingerprint): Committed
  readonly release: () => void
}

export function createLogFile(path: string, onDamage: (damage: Damage) => void): LogFile {
  let lock: Lock | undefined
  let committed: Committed | undefined

  function isOurs(): boolean {
    return lock?.isHeld() === true && committed !== undefined && currentFingerprint(path) === committed.fingerprint
  }

  function take(): Lock {
    release()
    refuseOddPlace(path, 'store_unwritable')
    ensureDirectoryOf(path)
    refuseForeignFile(path)
    lock = takeLock(path)
    removeTemporaryFiles(path)
    return lock
  }

  function load(): Committed {
    const loaded = loadOrRelease()
    // Its numbers go on where they were, so that a cursor never finds another event than it did.
    const anew = { ...EMPTY_LOG, next: committed?.state.next ?? 1, secret: committed?.state.secret }
    const { state, fingerprint, damage } = loaded ?? { state: anew, fingerprint: undefined }
    if (damage !== undefined) {
      if (fingerprint !== undefined) keepDamaged(path)
      onDamage(damage)
    }
    return { state, fingerprint, backup: damage === undefined ? 'previous' : 'kept' }
  }

  /** Who cannot read the document will not write it: somebody else may. */
  function loadOrRelease(): LoadedLog | undefined {
    try {
      return loadLog(path, committed?.state)
    } catch (cause) {
      release()
      throw cause
    }
  }

  function release(): void {
    lock?.release()
    lock = undefined
  }

  return {
    committed: () => committed,
    prepare() {
      if (lock?.isHeld() !== true) take()
      if (committed === undefined || !isOurs()) committed = load()
      return committed
    },
    isOurs,
    replaced(state, fingerprint) {
      committed = { state, fingerprint, backup: 'previous' }
      return committed
    },
    release,
  }
}
