import type { DatabaseSync } from 'node:sqlite'
import type { Erasure, ErasureField } from '../../core/erasure.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { createDecoder } from '../codec/decoder.ts'
import { createEncoder } from '../codec/encoder.ts'
import { erasureFilter } from '../erasure/filter.ts'
import type { ErasureKey } from '../erasure/key.ts'
import { wholeRecord } from './chain.ts'
import { checksum, COLUMNS, isIntact, keyText, textOfKey } from './row.ts'

/** A value by which rows are looked up. */
export type Named = { readonly field: ErasureField; readonly value: string }

type FoundRow = { readonly [column: string]: unknown }

const COLUMN: { readonly [Field in ErasureField]: string } = {
  userId: 'user_id',
  tenantId: 'tenant_id',
  conversationId: 'conversation_id',
  generationId: 'id',
}

const ALL = `sequence, ${COLUMNS}, crc, body`

/** The rows that may be meant by the name. */
export function rowsNamed(db: DatabaseSync, { field, value }: Named): readonly FoundRow[] {
  const key = keyText(value)
  const only = field === 'generationId' ? `type = 'generation' AND kind = '' AND` : ''
  return db.prepare(`SELECT ${ALL} FROM events WHERE ${only} ${COLUMN[field]} = ?`).all(key)
}

/**
 * Removes all that the erasures hide; what builds on it becomes whole before. A damaged row goes when its columns name
 * what is erased. `named` spares looking for the names behind tombstones. Called in a transaction.
 *
 * @returns how many generations went
 */
export function removeErased(
  db: DatabaseSync,
  erasures: readonly Erasure[],
  keys: readonly ErasureKey[],
  named?: readonly Named[],
): number {
  const isErased = erasureFilter(erasures, keys)
  const remove = db.prepare('DELETE FROM events WHERE sequence = ?')
  const gone: FoundRow[] = []
  for (const row of candidates(db, erasures, named ?? namesIn(db, erasures, keys))) {
    const upgraded = upgradeEvent(recordIn(row))
    if (upgraded.ok ? isErased(upgraded.event) : row['type'] !== 'erasure') gone.push(row)
  }
  makeWhole(db, gone)
  for (const { sequence } of gone) remove.run(Number(sequence))
  return gone.filter(({ type }) => type === 'generation').length
}

function candidates(db: DatabaseSync, erasures: readonly Erasure[], named: readonly Named[]): Iterable<FoundRow> {
  const rows = new Map<unknown, FoundRow>()
  const about = db.prepare(`SELECT ${ALL} FROM events WHERE target_id = ?`)
  const targets = erasures
    .flatMap((erasure) => erasure.targets ?? [])
    .map((value) => ({ field: 'generationId', value }) as const)
  for (const name of [...named, ...targets]) {
    for (const row of rowsNamed(db, name)) rows.set(row['sequence'], row)
    if (name.field !== 'generationId') continue
    for (const row of about.all(keyText(name.value))) rows.set(row['sequence'], row)
  }
  return rows.values()
}

/** Selectors in clear text, and the values that fit the tombstones. */
function namesIn(db: DatabaseSync, erasures: readonly Erasure[], keys: readonly ErasureKey[]): readonly Named[] {
  return erasures.flatMap(({ selector = {}, tombstone }) => {
    const clear = fieldsOf(selector)
    const key = keys.find(({ id }) => id === tombstone?.keyId)
    if (tombstone === undefined || key === undefined) return clear
    const { field, hmac } = tombstone
    const values = valuesIn(db, field).filter((value) => key.hmac(field, value) === hmac)
    return [...clear, ...values.map((value) => ({ field, value }))]
  })
}

function fieldsOf(selector: object): readonly Named[] {
  const fields: readonly ErasureField[] = ['userId', 'tenantId', 'conversationId', 'generationId']
  return fields.flatMap((field) => {
    const value: unknown = Reflect.get(selector, field)
    return typeof value === 'string' ? [{ field, value }] : []
  })
}

function valuesIn(db: DatabaseSync, field: ErasureField): readonly string[] {
  const from =
    field === 'generationId'
      ? `SELECT id AS value FROM events WHERE type = 'generation' UNION SELECT target_id FROM events WHERE target_id IS NOT NULL`
      : `SELECT DISTINCT ${COLUMN[field]} AS value FROM events WHERE ${COLUMN[field]} IS NOT NULL`
  return db
    .prepare(from)
    .all()
    .flatMap(({ value }) => (typeof value === 'string' ? [textOfKey(value)] : []))
}

/** What builds on a row that goes, and stays itself, is written anew with its whole history. */
function makeWhole(db: DatabaseSync, gone: readonly FoundRow[]): void {
  const sequences = new Set(gone.map(({ sequence }) => sequence))
  const children = db.prepare(`SELECT ${ALL} FROM events WHERE base_id = ?`)
  const update = db.prepare('UPDATE events SET base_id = NULL, crc = ?, body = ? WHERE sequence = ?')
  for (const { type, id } of gone) {
    if (type !== 'generation' || typeof id !== 'string') continue
    for (const row of children.all(id)) {
      const stored = recordIn(row)
      if (sequences.has(row['sequence']) || stored === undefined) continue
      const record = wholeRecord(db, createDecoder(), stored)
      if (record === undefined) continue
      const body = JSON.stringify(createEncoder().encode(record).stored)
      update.run(checksum(valuesWithoutBase(row), body), body, Number(row['sequence']))
    }
  }
}

function valuesWithoutBase(row: FoundRow): readonly unknown[] {
  return COLUMNS.split(', ').map((name) => (name === 'base_id' ? null : row[name]))
}

/** The stored record; undefined when it is damaged. */
export function recordIn(row: FoundRow): JsonObject | undefined {
  const { body } = row
  if (typeof body !== 'string' || !isIntact(row, body)) return undefined
  const record: unknown = JSON.parse(body)
  return isJsonObject(record) ? record : undefined
}
