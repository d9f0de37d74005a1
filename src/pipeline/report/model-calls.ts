import type { Generation } from '../../core/generation.ts'
import {
  countIn,
  countsIn,
  emptyTable,
  rowsOf,
  rowOf,
  type BoundedCounts,
  type BoundedTable,
  type RowKind,
} from './statistics/bounded-table.ts'
import {
  addHistogram,
  addValue,
  emptyHistogram,
  spreadOf,
  type Histogram,
  type Spread,
} from './statistics/histogram.ts'
import { shareOf } from './statistics/shares.ts'

const STATUSES = 16

/** The calls that one model answered, by the name that the provider gave it, else the one that was asked for. */
export type ModelCalls = {
  readonly calls: number
  readonly statuses: { readonly [status: string]: number }
  /** Share of calls with the status `error`. */
  readonly errorRate: number
  /** Share of calls with the status `aborted`. */
  readonly abortRate: number
  /** Of calls that came to their end, in milliseconds; absent when none says. */
  readonly durationMs?: Spread
  readonly firstTokenMs?: Spread
  /** Tokens a second, from the start of the call. */
  readonly outputRate?: Spread
  /** Tokens, as the provider counted them. */
  readonly inputTokens?: Spread & { readonly total: number }
  readonly outputTokens?: Spread & { readonly total: number }
  /** Judgements of the calls that the sample of ids holds, see `LogMeasures.feedback`. */
  readonly judged: { readonly up: number; readonly down: number; readonly upShare?: number }
}

/** What is remembered of a model's calls. */
export type ModelTally = {
  readonly statuses: BoundedCounts
  readonly duration: Histogram
  readonly firstToken: Histogram
  readonly rate: Histogram
  readonly input: Histogram
  readonly output: Histogram
  calls: number
}

const MODEL_KIND: RowKind<ModelTally> = {
  make: () => ({
    statuses: emptyTable(STATUSES),
    duration: emptyHistogram(),
    firstToken: emptyHistogram(),
    rate: emptyHistogram(),
    input: emptyHistogram(),
    output: emptyHistogram(),
    calls: 0,
  }),
  join(into, from) {
    for (const [status, { count }] of rowsOf(from.statuses)) countIn(into.statuses, status, count)
    for (const field of ['duration', 'firstToken', 'rate', 'input', 'output'] as const) {
      addHistogram(into[field], from[field])
    }
    into.calls += from.calls
  },
}

export function modelNameOf({ model }: Generation): string {
  return model.responded || model.requested || 'unknown'
}

export function countModelCall(models: BoundedTable<ModelTally>, generation: Generation): void {
  const { status, durationMs, firstTokenMs, usage } = generation
  const tally = rowOf(models, modelNameOf(generation), MODEL_KIND)
  tally.calls += 1
  countIn(tally.statuses, status)
  addValue(tally.firstToken, firstTokenMs)
  addValue(tally.input, usage?.inputTokens)
  addValue(tally.output, usage?.outputTokens)
  // Half a call says nothing of how long calls take.
  if (status !== 'ok' || durationMs === undefined) return
  addValue(tally.duration, durationMs)
  if (usage?.outputTokens !== undefined && durationMs > 0)
    addValue(tally.rate, (usage.outputTokens * 1000) / durationMs)
}

/** Judgements by model. */
export type Judged = { readonly up: number; readonly down: number }

export function modelCallsOf(
  models: BoundedTable<ModelTally>,
  judged: ReadonlyMap<string, Judged>,
): { readonly [model: string]: ModelCalls } {
  return Object.fromEntries(
    rowsOf(models).map(([name, tally]) => [name, callsOf(tally, judged.get(name) ?? { up: 0, down: 0 })]),
  )
}

function callsOf(tally: ModelTally, judged: Judged): ModelCalls {
  const { calls, duration, firstToken, rate, input, output } = tally
  const statuses = countsIn(tally.statuses)
  return {
    calls,
    statuses,
    errorRate: shareOf(statuses['error'] ?? 0, calls),
    abortRate: shareOf(statuses['aborted'] ?? 0, calls),
    ...(duration.count === 0 ? {} : { durationMs: spreadOf(duration) }),
    ...(firstToken.count === 0 ? {} : { firstTokenMs: spreadOf(firstToken) }),
    ...(rate.count === 0 ? {} : { outputRate: spreadOf(rate) }),
    ...(input.count === 0 ? {} : { inputTokens: { ...spreadOf(input), total: input.sum } }),
    ...(output.count === 0 ? {} : { outputTokens: { ...spreadOf(output), total: output.sum } }),
    judged: withShare(judged),
  }
}

export function withShare({ up, down }: Judged): ModelCalls['judged'] {
  return up + down === 0 ? { up, down } : { up, down, upShare: shareOf(up, up + down) }
}
