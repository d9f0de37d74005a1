import type { DatabaseSync } from 'node:sqlite'
import { field } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { createEncoder, type Encoder } from '../codec/encoder.ts'
import { baseIdOf, checksum, COLUMNS, columnsOf, keyText, recordOf, valuesOf, type Columns } from './row.ts'

/** Writes events as rows, each of which holds what is new in it. */
export type Rows = {
  /** Nothing happens when type and id are there already. Called in a transaction. */
  add(event: LogEvent): void
  /** To be called when rows may have gone: nothing is built on those written so far. */
  forget(): void
}

export function createRows(db: DatabaseSync): Rows {
  const marks = COLUMNS.replaceAll(/\w+/g, '?')
  const insert = db.prepare(`INSERT INTO events (${COLUMNS}, crc, body) VALUES (${marks}, ?, ?)`)
  const find = db.prepare('SELECT 1 FROM events WHERE type = ? AND kind = ? AND id = ?')
  const shardOf = db.prepare(`SELECT shard FROM events WHERE type = 'generation' AND kind = '' AND id = ?`)
  let encoder: Encoder = createEncoder()

  /** Under the base's shard, so that a reader of one shard meets whole conversations. */
  function basedOn(columns: Columns, stored: JsonObject): Columns | undefined {
    const base = baseIdOf(stored)
    if (base === undefined) return columns
    const base_id = keyText(base)
    const shard = field(shardOf.get(base_id), 'shard')
    return typeof shard === 'number' ? { ...columns, base_id, shard } : undefined
  }

  function insertRow(columns: Columns, stored: JsonObject): void {
    const body = JSON.stringify(stored)
    const values = valuesOf(columns)
    insert.run(...values, checksum(values, body), body)
  }

  return {
    add(event) {
      const columns = columnsOf(event)
      if (columns.id !== null && find.get(columns.type, columns.kind, columns.id) !== undefined) return
      const record = recordOf(event)
      // Nothing can be built on what has no name.
      if (event.type !== 'generation' || columns.id === null) {
        insertRow(columns, createEncoder().encode(record).stored)
        return
      }
      let encoded = encoder.encode(record)
      let based = basedOn(columns, encoded.stored)
      if (based === undefined) {
        encoder = createEncoder()
        encoded = encoder.encode(record)
        based = columns
      }
      insertRow(based, encoded.stored)
      encoded.remember()
    },
    forget() {
      encoder = createEncoder()
    },
  }
}
