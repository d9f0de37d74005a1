import type { JsonObject } from '../../core/json.ts'
import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { createBases, readBases, type Bases, type Fit, type Month } from './bases.ts'
import { bodyOf, isNameable, textColumn, type Columns } from './columns.ts'
import type { Connection } from './connect.ts'
import { historyOf, type History } from './history.ts'
import type { Names } from './names.ts'

export type Numbered = { readonly event: LogEvent; readonly columns: Columns; readonly seq: number }

/** How a row stands in the table: its body, and what others are stored against it by. */
export type Stored = Numbered & {
  readonly body: string
  /** As it stands in the column `id` of the row that this one builds on. */
  readonly base: string | null
  readonly history: History | undefined
  readonly shard: number | null
}

type Traced = {
  readonly row: Numbered
  readonly generation: Generation
  readonly month: Month
  readonly history: History
}

/**
 * Makes bodies that hold only what is new in them. A row builds on one of the same month, so that months can be taken
 * away; on one that is committed, or that comes before it in `rows`: so nobody else can undo it.
 *
 * @param rows those that will be there, not only those that were given
 */
export async function linearRows(
  connection: Connection,
  names: Names,
  rows: readonly Numbered[],
  mayLook: boolean,
): Promise<readonly Stored[]> {
  const traced = new Map(rows.flatMap((row) => traceOf(row)).map((trace) => [trace.row, trace]))
  const bases = createBases()
  if (mayLook) await lookUp(connection, names, [...traced.values()], bases)
  return rows.map((row) => {
    const trace = traced.get(row)
    if (trace === undefined) return { ...row, body: bodyOf(row.event), base: null, history: undefined, shard: null }
    const { generation, history } = trace
    const fit = bases.find(history)
    const shard = fit?.base.shard ?? history.shard
    bases.add({ id: generation.id, ...history, shard })
    const body = fit === undefined ? bodyOf(generation) : JSON.stringify(storedAgainst(fit, generation, history))
    return { ...row, body, base: fit === undefined ? null : textColumn(fit.base.id), history, shard }
  })
}

function traceOf(row: Numbered): readonly Traced[] {
  const { event, columns } = row
  if (event.type !== 'generation' || columns.at === null || !isNameable(columns)) return []
  const month = monthOf(columns.at)
  return [{ row, generation: event, month, history: historyOf(event, new Date(month.low).toISOString()) }]
}

function monthOf(at: number): Month {
  const [low, high] = [new Date(at), new Date(at)]
  low.setUTCDate(1)
  low.setUTCHours(0, 0, 0, 0)
  high.setTime(low.getTime())
  high.setUTCMonth(low.getUTCMonth() + 1)
  return { low: low.getTime(), high: high.getTime() }
}

/** Only for those that do not continue another one of the same batch. */
async function lookUp(connection: Connection, names: Names, traced: readonly Traced[], bases: Bases): Promise<void> {
  const asked = new Set<string>()
  const byMonth = new Map<number, { readonly month: Month; readonly histories: History[] }>()
  for (const { month, history } of traced) {
    const isContinued = [...history.beginnings.keys()].some((hash) => asked.has(hash))
    asked.add(history.asked)
    if (isContinued) continue
    const known = byMonth.get(month.low)
    if (known === undefined) byMonth.set(month.low, { month, histories: [history] })
    else known.histories.push(history)
  }
  for (const { month, histories } of byMonth.values()) {
    for (const base of await readBases(connection, names, month, histories)) bases.add(base)
  }
}

/** In the form of the linear codec, whose decoder reads it. */
function storedAgainst({ base, count }: Fit, generation: Generation, { fields }: History): JsonObject {
  const request: JsonObject = generation.request
  const { base: own, messages: _, ...rest } = request
  const same = [...fields].flatMap(([name, hash]) => (base.fields.get(name) === hash ? [name] : []))
  const link = {
    id: base.id,
    count,
    ...(same.length === 0 ? {} : { same }),
    ...(own === undefined ? {} : { own }),
  }
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !same.includes(name)))
  const added = generation.request.messages.slice(count)
  return { ...generation, request: { base: link, messages: added, ...kept } }
}
