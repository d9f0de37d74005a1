import { deserialize, serialize } from 'node:v8'
import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { toolCallsOf } from '../../core/message.ts'
import { emptyJudgements, judgedModels, noteModel, noteThumb, type Judgements } from './judgements.ts'
import { countModelCall, modelCallsOf, withShare, type ModelCalls, type ModelTally } from './model-calls.ts'
import { countIn, countsIn, emptyTable, type BoundedCounts, type BoundedTable } from './statistics/bounded-table.ts'
import { hashJoined } from './statistics/hash-text.ts'
import { distinctOf, emptySample, setSampled, type Distinct, type KeySample } from './statistics/key-sample.ts'
import { shareOf } from './statistics/shares.ts'

/** Names that are counted one by one; what is beyond stands under `(others)`. */
const NAMES = 200
/** Ten years. */
const DAYS = 3_660
/** Ids that are counted exactly; beyond, their number is estimated within about 3 %. */
const IDS = 4_096

type Counts = { readonly [name: string]: number }

/** What the log says of its model calls. Every call counts that was read, also one that stands there twice. */
export type LogMeasures = {
  readonly calls: number
  readonly statuses: Counts
  /** By how the answer ended; `none` where no reason came. */
  readonly finishReasons: Counts
  readonly errorRate: number
  readonly abortRate: number
  /** Share of the calls with the status `ok` whose answer calls a tool. */
  readonly toolCallRate: number
  /** By the name that was asked for. */
  readonly requested: Counts
  /** By the name that the provider gave; `unknown` where it gave none. */
  readonly responded: Counts
  readonly models: { readonly [model: string]: ModelCalls }
  readonly adapters: Counts
  /** `up` and `down` are thumbs; in `models` of the calls whose ids are remembered: up to 65,536, beyond a sample. */
  readonly feedback: {
    readonly events: number
    readonly kinds: Counts
    readonly up: number
    readonly down: number
    readonly upShare?: number
  }
  /** Calls by day, UTC. */
  readonly days: Counts
  readonly users: Distinct
  /** Their ids, also where no call was answered; a call without an id counts in none. */
  readonly conversations: Distinct
  readonly sessions: Distinct
}

/** Measures the events of a log as they pass by, in any order; memory does not grow with the log. */
export type LogMeter = {
  readonly add: (event: LogEvent) => void
  readonly measures: () => LogMeasures
  /** What it knows, to go on later with `createLogMeter(state)`. */
  readonly state: () => Uint8Array
}

type LogTally = {
  readonly statuses: BoundedCounts
  readonly finishReasons: BoundedCounts
  readonly requested: BoundedCounts
  readonly responded: BoundedCounts
  readonly adapters: BoundedCounts
  readonly days: BoundedCounts
  readonly kinds: BoundedCounts
  readonly models: BoundedTable<ModelTally>
  readonly users: KeySample<true>
  readonly conversations: KeySample<true>
  readonly sessions: KeySample<true>
  readonly judgements: Judgements
  calls: number
  succeeded: number
  callingTools: number
  up: number
  down: number
}

export function createLogMeter(state?: Uint8Array): LogMeter {
  const tally: LogTally = state === undefined ? emptyTally() : deserialize(state)
  return {
    add(event) {
      if (event.type === 'generation') addGeneration(tally, event)
      if (event.type !== 'feedback') return
      countIn(tally.kinds, event.kind)
      if (event.kind === 'thumb') tally[event.value === 'up' ? 'up' : 'down'] += 1
      noteThumb(tally.judgements, event)
    },
    measures: () => measuresOf(tally),
    state: () => serialize(tally),
  }
}

function emptyTally(): LogTally {
  return {
    statuses: emptyTable(NAMES),
    finishReasons: emptyTable(NAMES),
    requested: emptyTable(NAMES),
    responded: emptyTable(NAMES),
    adapters: emptyTable(NAMES),
    days: emptyTable(DAYS),
    kinds: emptyTable(NAMES),
    models: emptyTable(NAMES),
    users: emptySample(IDS),
    conversations: emptySample(IDS),
    sessions: emptySample(IDS),
    judgements: emptyJudgements(),
    calls: 0,
    succeeded: 0,
    callingTools: 0,
    up: 0,
    down: 0,
  }
}

function addGeneration(tally: LogTally, generation: Generation): void {
  const { status, response, model, source, startedAt, userId, conversationId, sessionId, tenantId = '' } = generation
  tally.calls += 1
  countIn(tally.statuses, status)
  countIn(tally.finishReasons, response.finishReason ?? 'none')
  countIn(tally.requested, model.requested || 'unknown')
  countIn(tally.responded, model.responded || 'unknown')
  countIn(tally.adapters, textField(source, 'adapter'))
  countIn(tally.days, dayOf(startedAt))
  countModelCall(tally.models, generation)
  noteModel(tally.judgements, generation)
  noteKey(tally.users, tenantId, userId)
  noteKey(tally.conversations, tenantId, conversationId)
  noteKey(tally.sessions, tenantId, sessionId)
  if (status !== 'ok') return
  tally.succeeded += 1
  if (response.messages.some((message) => toolCallsOf(message).length > 0)) tally.callingTools += 1
}

// Other programs write null where there is none, and numbers.
function noteKey(sample: KeySample<true>, tenantId: string, id: unknown): void {
  if (typeof id !== 'string' && typeof id !== 'number') return
  setSampled(sample, hashJoined(tenantId === '' ? '\0' : `${tenantId}\0`, `${id}`), true)
}

/** The day of a time in ISO 8601, `unknown` when it is none. */
export function dayOf(time: string): string {
  const day = time.slice(0, 10)
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : 'unknown'
}

function measuresOf(tally: LogTally): LogMeasures {
  const { calls, up, down } = tally
  const statuses = countsIn(tally.statuses)
  const kinds = countsIn(tally.kinds)
  return {
    calls,
    statuses,
    finishReasons: countsIn(tally.finishReasons),
    errorRate: shareOf(statuses['error'] ?? 0, calls),
    abortRate: shareOf(statuses['aborted'] ?? 0, calls),
    toolCallRate: shareOf(tally.callingTools, tally.succeeded),
    requested: countsIn(tally.requested),
    responded: countsIn(tally.responded),
    models: modelCallsOf(tally.models, judgedModels(tally.judgements)),
    adapters: countsIn(tally.adapters),
    feedback: {
      events: Object.values(kinds).reduce((sum, count) => sum + count, 0),
      kinds,
      ...withShare({ up, down }),
    },
    days: countsIn(tally.days),
    users: distinctOf(tally.users),
    conversations: distinctOf(tally.conversations),
    sessions: distinctOf(tally.sessions),
  }
}
