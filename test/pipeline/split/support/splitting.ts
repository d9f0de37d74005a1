import fc from 'fast-check'
import { digest } from '../../../../src/pipeline/digest.ts'
import { createAssigner, type Assignment } from '../../../../src/pipeline/split/assigner.ts'
import type { Beginnings } from '../../../../src/pipeline/split/beginnings.ts'
import { createLedger, type Ledger } from '../../../../src/pipeline/split/ledger.ts'
import { listKeys, rowKeysOf, type RowKeys } from '../../../../src/pipeline/split/row-keys.ts'
import { createSharedBeginnings } from '../../../../src/pipeline/split/shared-beginnings.ts'
import { planSplit, type SplitOptions } from '../../../../src/pipeline/split/split-options.ts'
import { placeCode } from '../../../../src/pipeline/split/splits.ts'

/** A row by what names its groups; rows are in order of time. */
export type Row = {
  readonly id: number
  readonly user?: string
  readonly conversation: string
  readonly tenant?: string
  readonly cluster?: number
  readonly stratum?: string
  /** Its answers, each of which says much. */
  readonly answers?: readonly string[]
}

export const SALT = 'salt'

export function keysOf({ user, conversation, tenant, answers }: Row, groupBy = planSplit({}).groupBy): RowKeys {
  const example = {
    ...(user === undefined ? {} : { userId: user }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
  }
  const keys = rowKeysOf({ ...example, group: conversation }, SALT, groupBy)
  return answers === undefined ? keys : { ...keys, begins: beginningsOfAnswers(answers) }
}

/** How a row begins that answers so. */
export function beginningsOfAnswers(answers: readonly string[]): Beginnings {
  return { given: [], said: answers.map((_, index) => digest(JSON.stringify(answers.slice(0, index + 1)))) }
}

export type Outcome = 'train' | 'validation' | 'test' | 'split_conflict' | 'near_held_out'

export type Divided = {
  /** By id of the row. */
  readonly outcomes: ReadonlyMap<number, Outcome>
  readonly ledger: Ledger
  readonly assignment: Assignment
}

/** One build: divides rows, and remembers in the ledger what it decided. */
export function divide(rows: readonly Row[], options: SplitOptions, before?: Ledger): Divided {
  const plan = planSplit(options)
  const ledger = before ?? createLedger({ salt: SALT, groupBy: plan.groupBy })
  const assigner = createAssigner(plan, SALT, ledger)
  for (const row of rows) {
    const { cluster = -1, stratum = '' } = row
    assigner.add({ keys: keysOf(row, plan.groupBy), cluster, stratum })
  }
  const placing = assigner.place()
  const shared = createSharedBeginnings(placing.heldBefore)
  const begins = rows.map((row) => keysOf(row).begins)
  for (const [index, own] of begins.entries()) if (placing.isHeldOut(index)) shared.hold(own)
  for (const [index, own] of begins.entries()) shared.look(index, own)
  const assignment = placing.conclude(shared.settle(placing.placed, placing.conversationOf))
  const outcomes = new Map<number, Outcome>()
  for (const [index, { id }] of rows.entries()) {
    const placement = assignment.placementOf(index)
    outcomes.set(id, placement.kind === 'split' ? placement.split : placement.reason)
  }
  return { outcomes, ledger: grown(ledger, assignment), assignment }
}

function grown({ settings, keys, splits }: Ledger, { additions }: Assignment): Ledger {
  const next = createLedger(settings)
  for (let id = 0; id < keys.size(); id += 1) {
    next.keys.intern(keys.key(id))
    next.splits.push(splits.at(id))
  }
  for (const { key, split } of additions.entries()) {
    next.keys.intern(key)
    next.splits.push(placeCode(split))
  }
  return next
}

/** The keys of rows that stand in more than one split. */
export function sharedKeys(
  rows: readonly Row[],
  outcomes: ReadonlyMap<number, Outcome>,
  groupBy = planSplit({}).groupBy,
): readonly string[] {
  const splits = new Map<string, Set<Outcome>>()
  for (const row of rows) {
    const outcome = outcomes.get(row.id)
    if (outcome === undefined || outcome === 'split_conflict' || outcome === 'near_held_out') continue
    for (const key of listKeys(keysOf(row, groupBy))) {
      splits.set(key, (splits.get(key) ?? new Set()).add(outcome))
    }
  }
  return [...splits].filter(([, names]) => names.size > 1).map(([key]) => key)
}

const name = (prefix: string, max: number) => fc.integer({ min: 0, max }).map((number) => `${prefix}${number}`)

/** Rows that share so many users and conversations that builds cannot but collide. */
export const tangledRows: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc.record(
      {
        user: name('user ', 14),
        conversation: name('conversation ', 19),
        tenant: name('tenant ', 1),
        cluster: fc.integer({ min: -6, max: 5 }).map((cluster) => Math.max(-1, cluster)),
        answers: fc.array(name('answer ', 2), { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['conversation', 'cluster'] },
    ),
    { maxLength: 60 },
  )
  .map((rows) => rows.map((row, id) => ({ id, ...row })))

export const shares: fc.Arbitrary<SplitOptions> = fc.record({
  validation: fc.integer({ min: 0, max: 45 }).map((percent) => percent / 100),
  test: fc.integer({ min: 0, max: 45 }).map((percent) => percent / 100),
})
