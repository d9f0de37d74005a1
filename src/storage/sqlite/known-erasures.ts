import type { DatabaseSync } from 'node:sqlite'
import type { Erasure } from '../../core/erasure.ts'
import { numberField } from '../../core/field.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { erasureFilter, type ErasureFilter } from '../erasure/filter.ts'
import { erasureKey, newErasureSecret, type ErasureKey } from '../erasure/key.ts'

/** The erasures that the database holds, of whatever process. */
export type KnownErasures = {
  /** Looks for new ones. True when there were some: what this process knows of other rows may be gone. */
  refresh(): boolean
  /** To be called when the transaction that refreshed has failed: what it added is not there. */
  forget(): void
  /** Hides what these and all known ones name. */
  readonly filterWith: (more: readonly Erasure[]) => ErasureFilter
}

export function createKnownErasures(db: DatabaseSync, keys: readonly ErasureKey[]): KnownErasures {
  const latest = db.prepare(`SELECT max(sequence) AS latest FROM events WHERE type = 'erasure'`)
  const behind = db.prepare(`SELECT body FROM events WHERE type = 'erasure' AND sequence > ? ORDER BY sequence`)
  let erasures: readonly Erasure[] = []
  let filter: ErasureFilter = () => false
  let seen = 0

  return {
    refresh() {
      const last = numberField(latest.get(), 'latest') ?? 0
      if (last === seen) return false
      erasures = [...erasures, ...behind.all(seen).flatMap(({ body }) => erasureOf(body))]
      filter = erasureFilter(erasures, keys)
      seen = last
      return true
    },
    forget() {
      erasures = []
      filter = () => false
      seen = 0
    },
    filterWith: (more) => (more.length === 0 ? filter : erasureFilter([...erasures, ...more], keys)),
  }
}

/** The app's own key, or one that is kept in the database. Called in a transaction. */
export function keysOf(db: DatabaseSync, secret: string | undefined): readonly [ErasureKey, ...ErasureKey[]] {
  const find = db.prepare(`SELECT value FROM meta WHERE name = 'erasure_key'`)
  if (secret === undefined) {
    db.prepare(`INSERT OR IGNORE INTO meta (name, value) VALUES ('erasure_key', ?)`).run(newErasureSecret())
    return [erasureKey(String(find.get()?.['value']))]
  }
  const kept = find.get()?.['value']
  return [erasureKey(secret), ...(typeof kept === 'string' ? [erasureKey(kept)] : [])]
}

function erasureOf(body: unknown): readonly Erasure[] {
  if (typeof body !== 'string') return []
  try {
    const upgraded = upgradeEvent(JSON.parse(body))
    return upgraded.ok && upgraded.event.type === 'erasure' ? [upgraded.event] : []
  } catch {
    // Readers are told of it.
    return []
  }
}
