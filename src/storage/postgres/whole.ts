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
export async function lookUpWhole(connection: Connection, names: Names, row: Row): Promise<Whole | undefined> {
  const [chain = []] = await lookUpChains(connection, names, [row], 1)
  return wholeOfChain(oneHistory(), chain)
}

/** A decoder for a row and all that it builds on, however large that is. It remembers the last one that it was shown. */
export function oneHistory(): Decoder {
  return createDecoder({ entries: 1, size: Number.POSITIVE_INFINITY })
}

/** The last row of a chain, made whole; undefined when there is none. */
export function wholeOfChain(decoder: Decoder, chain: Chain): Whole | undefined {
  let last: Whole | undefined
  for (const row of chain) last = wholeOf(decoder, row)
  return last
}

/** A row as it stands now, with all that it builds on before it, the oldest first. */
export type Chain = readonly Row[]

/**
 * The chains of the first of the rows, of as many as make up the bytes, and of one at least. That of a row that is gone
 * is empty.
 */
export async function lookUpChains(
  connection: Connection,
  { table }: Names,
  rows: readonly Row[],
  bytes: number,
): Promise<readonly Chain[]> {
  const events = table('events')
  // In one statement: between two, an erasure could remove the one and rewrite the other. LIMIT keeps the server from
  // reading the whole table, of which it expects the chains to be a large part.
  const { rows: links } = await connection.query(
    `WITH RECURSIVE chain AS (
       SELECT r.n, 0 AS depth, e.* FROM unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS r (tx, seq, n), LATERAL (
         SELECT tx, seq, base, octet_length(body) AS bytes FROM ${events} WHERE tx = r.tx AND seq = r.seq LIMIT 1) AS e
       UNION ALL
       SELECT c.n, c.depth + 1, e.* FROM chain AS c, LATERAL (
         SELECT tx, seq, base, octet_length(body) FROM ${events} WHERE id = c.base AND type = 'generation' LIMIT 1) AS e
       WHERE c.depth < ${MAX_LINKS}
     ), sized AS (
       SELECT n, sum(sum(bytes)) OVER (ORDER BY n) - sum(bytes) AS before FROM chain GROUP BY n
     ), wanted AS (SELECT max(n) AS last FROM sized WHERE before < $3::bigint)
     SELECT c.n, e.type, e.base, e.body, last FROM wanted JOIN chain AS c ON c.n <= last, LATERAL (
       SELECT type, base, body FROM ${events} WHERE tx = c.tx AND seq = c.seq LIMIT 1) AS e
     ORDER BY c.n, c.depth DESC`,
    [rows.map(({ tx }) => tx), rows.map(({ seq }) => seq), bytes],
  )
  const chains: Row[][] = Array.from({ length: Number(links[0]?.['last'] ?? rows.length) }, () => [])
  for (const link of links) chains[Number(link['n']) - 1]?.push(link)
  return chains
}
