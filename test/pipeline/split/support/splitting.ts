import fc from 'fast-check'
import { createAssigner, type Assignment } from '../../../../src/pipeline/split/assigner.ts'
import { createLedger, type Ledger } from '../../../../src/pipeline/split/ledger.ts'
import { listKeys, rowKeysOf } from '../../../../src/pipeline/split/row-keys.ts'
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
}

export const SALT = 'salt'

export function keysOf({ user, conversation, tenant }: Row, groupBy = planSplit({}).groupBy) {
  const example = {
    ...(user === undefined ? {} : { userId: user }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
  }
  return rowKeysOf({ ...example, group: conversation }, SALT, groupBy)
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
  const assignment = assigner.decide()
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
