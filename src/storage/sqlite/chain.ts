import type { DatabaseSync } from 'node:sqlite'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { Decoder, Decoded } from '../codec/decoder.ts'
import { baseIdOf, COLUMNS, isIntact, keyText } from './row.ts'

/** No conversation is that long: links that lead on have been damaged. */
const MAX_LINKS = 100_000

/** The bodies of a generation and of all that it builds on, the oldest first; it ends where one is missing or damaged. */
export function chainOf(db: DatabaseSync, id: string): readonly string[] {
  const find = db.prepare(`SELECT ${COLUMNS}, crc, body FROM events WHERE type = 'generation' AND kind = '' AND id = ?`)
  const bodies: string[] = []
  const seen = new Set<unknown>()
  let next: unknown = keyText(id)
  while (typeof next === 'string' && !seen.has(next) && seen.size < MAX_LINKS) {
    seen.add(next)
    const row = find.get(next)
    const body = row?.['body']
    if (row === undefined || typeof body !== 'string' || !isIntact(row, body)) break
    bodies.push(body)
    next = row['base_id']
  }
  return bodies.toReversed()
}

/** Decodes again what lacked its base, which `bodies` lead up to. */
export function decodeBehind(decoder: Decoder, bodies: readonly string[], stored: JsonObject): Decoded {
  for (const body of bodies) {
    const link: unknown = JSON.parse(body)
    if (isJsonObject(link)) decoder.decode(link)
  }
  return decoder.decode(stored)
}

/** The record as it was appended; undefined when it cannot be known. */
export function wholeRecord(db: DatabaseSync, decoder: Decoder, stored: JsonObject): JsonObject | undefined {
  const decoded = decoder.decode(stored)
  if (decoded.ok) return decoded.record
  const again = decodeBehind(decoder, chainOf(db, baseIdOf(stored) ?? ''), stored)
  return again.ok ? again.record : undefined
}
