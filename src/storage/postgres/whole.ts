import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { DamageReason } from '../../core/store.ts'
import { createDecoder, type Decoded, type Decoder } from '../codec/decoder.ts'
import type { Connection, Row } from './connect.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'

/** No conversation is that long: links that lead on were not made by this package. */
const MAX_LINKS = 100_000

/** The JSON that was appended, or why nobody knows it. */
export type Whole =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: DamageReason; readonly detail?: string }

/** Makes a row whole that has its columns `type`, `base` and `body`. What it builds on must have been shown before. */
export function wholeOf(decoder: Decoder, { type, base, body }: Row): Whole {
  const text = String(body)
  const stored = parseJson(text)
  if (stored === undefined) return { ok: false, reason: 'not_json' }
  // Others may bear the id of a generation.
  if (type !== 'generation' || !isJsonObject(stored)) return { ok: true, value: stored }
  const decoded = base === null ? decodeWhole(decoder, stored) : decoder.decode(stored)
  if (decoded.ok) return { ok: true, value: decoded.record }
  return { ok: false, reason: 'missing_base', detail: decoded.detail }
}

/** A request may have a field of its own that looks like a link. */
function decodeWhole(decoder: Decoder, stored: JsonObject): Decoded {
  const { request } = stored
  if (!isJsonObject(request) || request['base'] === undefined) return decoder.decode(stored)
  return decoder.decode({ ...stored, request: { ...request, base: { own: request['base'] } } })
}

/** A row as it stands now, made whole with all that it builds on; undefined when it is gone. */
export async function lookUpWhole(
  connection: Connection,
  { table }: Names,
  { tx, seq }: Row,
  decoder: Decoder = createDecoder(),
): Promise<Whole | undefined> {
  // In one statement: between two, an erasure could remove the one and rewrite the other.
  const { rows } = await connection.query(
    `WITH RECURSIVE chain AS (
       SELECT 0 AS depth, type, base, body FROM ${table('events')} WHERE tx = $1::bigint AND seq = $2::integer
       UNION ALL
       SELECT depth + 1, e.type, e.base, e.body FROM chain JOIN ${table('events')} AS e
         ON e.id = chain.base AND e.type = 'generation' WHERE depth < ${MAX_LINKS}
     )
     SELECT type, base, body FROM chain ORDER BY depth DESC`,
    [tx, seq],
  )
  let last: Whole | undefined
  for (const row of rows) last = wholeOf(decoder, row)
  return last
}
