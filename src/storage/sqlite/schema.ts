import type { DatabaseSync } from 'node:sqlite'
import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'
import { numberField } from '../../core/field.ts'

/**
 * Each brings the database to the next version, which is its place here, counted from 1. What was published is never
 * changed, only followed. The body stands last, so that looking at the other columns does not read it.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT,
    time INTEGER,
    conversation_id TEXT,
    user_id TEXT,
    tenant_id TEXT,
    turn_id TEXT,
    target_id TEXT,
    base_id TEXT,
    shard INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (type, kind, id)
  );
  CREATE INDEX events_by_time ON events (time);
  CREATE INDEX events_by_conversation ON events (conversation_id, time) WHERE conversation_id IS NOT NULL;
  CREATE INDEX events_by_user ON events (user_id, time) WHERE user_id IS NOT NULL;
  CREATE INDEX events_by_tenant ON events (tenant_id, time) WHERE tenant_id IS NOT NULL;
  CREATE INDEX events_by_turn ON events (turn_id) WHERE turn_id IS NOT NULL;
  CREATE INDEX events_by_target ON events (target_id) WHERE target_id IS NOT NULL;
  CREATE INDEX events_by_base ON events (base_id) WHERE base_id IS NOT NULL;
  CREATE INDEX erasures ON events (sequence) WHERE type = 'erasure';
  `,
]

/** The version that this package writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length

/**
 * The version of the schema; 0 for a database without one.
 *
 * @throws FinetapError `code` when a later version of the package has written it.
 */
export function schemaVersion(db: DatabaseSync, file: string, code: FinetapErrorCode): number {
  const version = numberField(db.prepare('PRAGMA user_version').get(), 'user_version') ?? 0
  if (version <= SCHEMA_VERSION) return version
  throw new FinetapError(code, {
    what: `The database ${file} has version ${version} of the schema`,
    why: `this package knows versions up to ${SCHEMA_VERSION}`,
    fix: 'update finetap in this process too',
  })
}

/** Brings the database up to date; other processes may do so at the same time. Called in a transaction. */
export function migrate(db: DatabaseSync, file: string): void {
  const version = schemaVersion(db, file, 'store_unwritable')
  if (version === SCHEMA_VERSION) return
  if (version === 0) requireEmpty(db, file)
  for (const migration of MIGRATIONS.slice(version)) db.exec(migration)
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
}

// A database of the app's own, named by mistake, has tables but no version of ours.
function requireEmpty(db: DatabaseSync, file: string): void {
  const table = db.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('events', 'meta')`).get()
  if (table === undefined) return
  throw new FinetapError('store_unwritable', {
    what: `The database ${file} has a table of another program`,
    why: `it is called ${JSON.stringify(table['name'])}, and finetap needs that name`,
    fix: 'name a file of its own for the log',
  })
}
