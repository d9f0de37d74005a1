import { FinetapError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Damage, Scanned, ScanOptions } from '../../core/store.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import type { Decoded, Decoder } from '../codec/decoder.ts'
import { rangeFilter } from '../range.ts'
import { shardFilter } from '../shard.ts'
import { errorOf } from '../../core/failure.ts'
import { decodeBehind } from './chain.ts'
import type { Answer, Page, PageQuery, Wanted } from './protocol.ts'
import { baseIdOf } from './row.ts'
import type { Thread } from './thread.ts'

export type ScanWork = {
  readonly file: string
  readonly thread: Thread
  /** Shared by all scans, so that a tail need not read again what its events build on. */
  readonly decoder: () => Decoder
}

/** @throws FinetapError `bad_option`, `log_missing`, `source_unreadable` */
export async function* scanRows(work: ScanWork, options: ScanOptions): AsyncGenerator<Scanned> {
  const { thread, file } = work
  const wanted = wantedOf(options)
  const start = options.after === undefined ? 0 : sequenceOf(options.after)
  const { first, last } = answerOf('extent', await thread.call({ kind: 'extent', wanted })).extent
  let after: number | undefined = Math.max(start, first - 1)
  while (after !== undefined && after < last) {
    const page = await pageBehind(thread, { after, last, wanted })
    for (const row of page.rows) {
      const found = row.ok ? await eventOf(work, row.body) : row.damage
      if ('event' in found) yield { event: found.event, cursor: String(row.ok ? row.sequence : 0) }
      else options.onDamage?.(row.ok ? { ...found, place: `${file} events`, line: row.sequence } : row.damage)
    }
    after = page.after
  }
}

async function pageBehind(thread: Thread, query: PageQuery): Promise<Page> {
  return answerOf('page', await thread.call({ kind: 'page', query })).page
}

async function eventOf(work: ScanWork, body: string): Promise<{ readonly event: LogEvent } | Damage> {
  const stored: unknown = JSON.parse(body)
  if (!isJsonObject(stored)) return { reason: 'not_an_event', place: work.file }
  const decoded = await decode(work, stored)
  if (!decoded.ok) return { reason: 'missing_base', place: work.file, detail: decoded.detail }
  const upgraded = upgradeEvent(decoded.record)
  if (upgraded.ok) return { event: upgraded.event }
  return { reason: upgraded.reason, place: work.file, detail: upgraded.detail }
}

/** What a record builds on is asked for when no scan has met it lately. */
async function decode({ thread, decoder }: ScanWork, stored: JsonObject): Promise<Decoded> {
  const decoded = decoder().decode(stored)
  const id = baseIdOf(stored)
  if (decoded.ok || id === undefined) return decoded
  const { bodies } = answerOf('chain', await thread.call({ kind: 'chain', id }))
  return decodeBehind(decoder(), bodies, stored)
}

function wantedOf(options: ScanOptions): Wanted {
  // For their errors: the database does the rest.
  rangeFilter(options)
  shardFilter(options.shard)
  const { types, since, until, shard } = options
  return {
    types: types === undefined ? undefined : [...types],
    since: since === undefined ? undefined : Date.parse(since),
    until: until === undefined ? undefined : Date.parse(until),
    shard: shard === undefined ? undefined : { index: shard.index, count: shard.count },
  }
}

/** @throws FinetapError when the job has failed. */
export function answerOf<Kind extends Answer['kind']>(kind: Kind, answer: Answer): Extract<Answer, { kind: Kind }> {
  if (answer.kind === 'failed') throw errorOf(answer.failure)
  if (isOfKind(answer, kind)) return answer
  throw new TypeError(`The thread answered with ${answer.kind}`)
}

function isOfKind<Kind extends Answer['kind']>(answer: Answer, kind: Kind): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind
}

function sequenceOf(cursor: Cursor): number {
  const sequence = Number(cursor)
  if (Number.isSafeInteger(sequence) && sequence > 0) return sequence
  throw new FinetapError('bad_option', {
    what: `The cursor ${JSON.stringify(cursor)} is not one of this store`,
    fix: 'give a cursor that scan of the same store has yielded',
  })
}
