import { isJsonObject } from '../../core/json.ts'
import type { Connection, Row } from './connect.ts'
import type { History } from './history.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'

/** A generation that others can be stored against. */
export type Base = Pick<History, 'asked' | 'whole' | 'fields' | 'shard'> & { readonly id: string }

/** The base that fits, and how many messages it shares. */
export type Fit = { readonly base: Base; readonly count: number }

export type Bases = {
  readonly add: (base: Base) => void
  /** The one that shares the longest history. */
  readonly find: (history: History) => Fit | undefined
}

export function createBases(): Bases {
  const byAsked = new Map<string, Base[]>()

  return {
    add(base) {
      const others = byAsked.get(base.asked)
      if (others === undefined) byAsked.set(base.asked, [base])
      else others.push(base)
    },
    find({ beginnings }) {
      let best: Fit | undefined
      for (const [hash, length] of beginnings) {
        for (const base of byAsked.get(hash)?.toReversed() ?? []) {
          const count = beginnings.get(base.whole) ?? length
          if (count > (best?.count ?? 0)) best = { base, count }
        }
      }
      return best
    },
  }
}

export type Month = { readonly low: number; readonly high: number }

/** Those that are committed, of one month. */
export async function readBases(
  connection: Connection,
  { table }: Names,
  { low, high }: Month,
  histories: readonly History[],
): Promise<readonly Base[]> {
  const hashes = new Set(histories.flatMap(({ beginnings }) => [...beginnings.keys()]))
  if (hashes.size === 0) return []
  const { rows } = await connection.query(
    `SELECT id, encode(asked, 'hex') AS asked, encode(whole, 'hex') AS whole, fields, shard
     FROM ${table('bases')}(to_timestamp($1::float8), to_timestamp($2::float8),
       ARRAY(SELECT decode(hash, 'hex') FROM unnest($3::text[]) AS h (hash)))`,
    [low / 1_000, high / 1_000, [...hashes]],
  )
  return rows.flatMap(baseOf)
}

function baseOf({ id, asked, whole, fields, shard }: Row): readonly Base[] {
  const text = parseJson(`"${String(id)}"`)
  const hashes = parseJson(String(fields))
  if (typeof text !== 'string' || !isJsonObject(hashes)) return []
  const known = new Map(
    Object.entries(hashes).flatMap(([name, hash]): [string, string][] =>
      typeof hash === 'string' ? [[name, hash]] : [],
    ),
  )
  return [{ id: text, asked: String(asked), whole: String(whole), fields: known, shard: Number(shard) }]
}
