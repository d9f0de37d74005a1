import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAssigner } from '../../../src/pipeline/split/assigner.ts'
import { ledgerLines } from '../../../src/pipeline/split/write-ledger.ts'
import { planSplit, type SplitOptions } from '../../../src/pipeline/split/split-options.ts'
import { divide, keysOf, SALT, shares, sharedKeys, tangledRows, type Row } from './support/splitting.ts'

const ways: fc.Arbitrary<SplitOptions> = fc.oneof(
  shares,
  shares.map((some) => ({ ...some, quota: true })),
  shares.map((some): SplitOptions => ({ ...some, groupBy: ['tenant', 'user', 'conversation'] })),
  shares.map((some): SplitOptions => ({ ...some, by: 'time' })),
)

test('no user, conversation or tenant that is grouped by ever stands in two splits', () => {
  fc.assert(
    fc.property(tangledRows, ways, (rows, way) => {
      const { outcomes } = divide(rows, way)
      expect(sharedKeys(rows, outcomes, planSplit(way).groupBy)).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('a first build keeps together what shares users and conversations, however far, and sets nothing of it aside', () => {
  fc.assert(
    fc.property(tangledRows, shares, (rows, some) => {
      const { assignment } = divide(rows, some)
      expect(assignment.summary.setAside.split_conflict).toBe(0)
    }),
    { numRuns: 100 },
  )
})

test('no cluster of near duplicates stands in two splits', () => {
  fc.assert(
    fc.property(tangledRows, ways, (rows, way) => {
      const { outcomes } = divide(rows, way)
      const splits = new Map<number, Set<string>>()
      for (const { id, cluster = -1 } of rows) {
        const outcome = outcomes.get(id) ?? ''
        if (cluster === -1 || outcome === 'split_conflict' || outcome === 'near_held_out') continue
        splits.set(cluster, (splits.get(cluster) ?? new Set()).add(outcome))
      }
      expect([...splits.values()].filter(({ size }) => size > 1)).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('what begins alike never stands in two splits, also when what was held out is gone', () => {
  fc.assert(
    fc.property(tangledRows, tangledRows, ways, (rows, later, way) => {
      const { outcomes, ledger } = divide(rows, way)
      const held = rows.filter(({ id }) => outcomes.get(id) === 'test' || outcomes.get(id) === 'validation')
      const next = divide(later, way, ledger)
      const trained = [
        ...rows.filter(({ id }) => outcomes.get(id) === 'train'),
        ...later.filter(({ id }) => next.outcomes.get(id) === 'train'),
      ]
      const firstOf = (row: Row): readonly string[] => keysOf(row).begins?.said.slice(0, 1) ?? []
      const begins = new Set(held.flatMap(firstOf))
      expect(trained.flatMap(firstOf).filter((first) => begins.has(first))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('equal rows give equal splits and equal bytes of the ledger', () => {
  fc.assert(
    fc.property(tangledRows, ways, (rows, way) => {
      const [one, other] = [divide(rows, way), divide(structuredClone(rows), way)]
      expect(other.outcomes).toEqual(one.outcomes)
      const bytes = ({ ledger, assignment }: typeof one) => [...ledgerLines(ledger, assignment.additions)].join('')
      expect(bytes(other)).toBe(bytes(one))
    }),
    { numRuns: 100 },
  )
})

const people = Array.from({ length: 20_000 }, (_, id): Row => ({ id, user: `user ${id}`, conversation: `chat ${id}` }))

test('shares come out as asked, and one of them moves no row of the other', () => {
  const before = divide(people, { validation: 0.05, test: 0.1 })
  const share = (split: string) => people.filter(({ id }) => before.outcomes.get(id) === split).length / people.length
  expect(share('test')).toBeCloseTo(0.1, 2)
  expect(share('validation')).toBeCloseTo(0.05, 2)
  const after = divide(people.slice(0, 4000), { validation: 0.05, test: 0.02 })
  const moved = [...after.outcomes].filter(([id, outcome]) => before.outcomes.get(id) !== outcome)
  expect(moved.length).toBeGreaterThan(200)
  expect(moved.filter(([id, outcome]) => before.outcomes.get(id) !== 'test' || outcome !== 'train')).toEqual([])
})

test('changed shares count for new rows alone', () => {
  const first = divide(people.slice(0, 1000), { test: 0.3 })
  const second = divide(people.slice(0, 2000), { test: 0.6 }, first.ledger)
  const tested = people.slice(1000, 2000).filter(({ id }) => second.outcomes.get(id) === 'test')
  expect(people.slice(0, 1000).every(({ id }) => first.outcomes.get(id) === second.outcomes.get(id))).toBe(true)
  expect(tested.length / 1000).toBeCloseTo(0.6, 1)
})

test('the same user ids in two tenants are different users; whole tenants stay together when asked', () => {
  const rows = people
    .slice(0, 600)
    .map((row): Row => ({ ...row, user: `user ${row.id % 20}`, tenant: `tenant ${row.id % 30}` }))
  const apart = divide(rows, { test: 0.5 })
  // 20 ids and 30 tenants have 60 pairs.
  expect(apart.assignment.summary.groups.train + apart.assignment.summary.groups.test).toBe(60)
  const together = divide(rows, { test: 0.5, groupBy: ['tenant', 'user'] })
  expect(together.assignment.summary.groups.train + together.assignment.summary.groups.test).toBe(30)
})

test('rows without a user go by their conversation', () => {
  const { assignment } = divide(
    [
      { id: 0, conversation: 'a' },
      { id: 1, conversation: 'b' },
    ],
    { test: 0.5 },
  )
  expect(assignment.additions.size).toBe(2)
})

test('a new user who takes part in conversations of two splits goes where most rows can stay', () => {
  const rows = people.slice(0, 200)
  const first = divide(rows, { test: 0.5 })
  const of = (split: string): readonly Row[] => rows.filter(({ id }) => first.outcomes.get(id) === split)
  const join = (row: Row | undefined, id: number): Row => ({
    id,
    user: 'newcomer',
    conversation: row?.conversation ?? '',
  })
  const [tested, trained] = [of('test'), of('train')]
  const newcomer = [
    join(tested[0], 1000),
    join(trained[0], 1001),
    join(trained[1], 1002),
    { id: 1003, user: 'newcomer', conversation: 'new' },
  ]
  const { outcomes } = divide([...rows, ...newcomer], { test: 0.5 }, first.ledger)
  expect(newcomer.map(({ id }) => outcomes.get(id))).toEqual(['split_conflict', 'train', 'train', 'train'])
  const even = divide([...rows, ...newcomer.filter(({ id }) => id !== 1002)], { test: 0.5 }, first.ledger)
  expect([1000, 1001, 1003].map((id) => even.outcomes.get(id))).toEqual(['test', 'split_conflict', 'test'])
})

test('what was held out is not trained in the words of another: its near duplicate is set aside when it is left out itself', () => {
  const rows = people.slice(0, 100)
  const first = divide(rows, { test: 0.5 })
  const find = (split: string): Row =>
    rows.find(({ id }) => first.outcomes.get(id) === split) ?? { id: -1, conversation: '' }
  const placementNextTo = (dropped: Row) => {
    const assigner = createAssigner(planSplit({ test: 0.5 }), SALT, first.ledger)
    assigner.addDropped({ keys: keysOf(dropped), cluster: 7 })
    assigner.add({ keys: keysOf(find('train')), cluster: 7 })
    return assigner.place().conclude().placementOf(0)
  }
  expect(placementNextTo(find('test'))).toEqual({ kind: 'drop', reason: 'near_held_out' })
  expect(placementNextTo({ id: 1, conversation: 'new' })).toEqual({ kind: 'split', split: 'train' })
})

test('one group with much of the rows is told, as when all users share one conversation id', () => {
  const rows = people.slice(0, 1000)
  const warnings = (some: readonly Row[]) =>
    divide(some, { test: 0.1 }).assignment.summary.warnings.map(({ code }) => code)
  expect(warnings(rows)).toEqual([])
  expect(warnings(rows.map((row) => (row.id % 10 === 0 ? { ...row, conversation: 'default' } : row)))).toEqual([
    'large_group',
  ])
})

describe('a split that holds far more than was asked for is told, with why', () => {
  const told = (rows: readonly Row[], way: SplitOptions, ledger?: Parameters<typeof divide>[2]) => {
    const { assignment, ledger: next } = divide(rows, way, ledger)
    const warnings = assignment.summary.warnings.filter(({ code }) => code === 'uneven_split')
    return { messages: warnings.map(({ message }) => message), fixes: warnings.map(({ fix }) => fix), next }
  }
  const alone = people.slice(0, 60).map(({ id }): Row => ({ id, conversation: String(id) }))

  test('few users', () => {
    const users = ['ann', 'bob']
    const rows = alone.map((row) => ({ ...row, user: users[row.id % 2] ?? '' }))
    // By their names some of them are held out.
    const salted = Array.from({ length: 30 }, (_, name) => rows.map((row) => ({ ...row, user: `${row.user} ${name}` })))
    const messages = salted.flatMap((some) => told(some, { validation: 0.2 }).messages)
    expect(messages[0]).toMatch(
      /^\d+ of 60 rows are in validation \(\d+ %\), where 20 % were asked for: all rows of a user/,
    )
    expect(told(alone, { validation: 0.2 }).messages).toEqual([])
    expect(told(rows, { validation: 0.2, groupBy: ['conversation'] }).messages).toEqual([])
  })

  test('an earlier build with larger shares', () => {
    const first = told(alone, { validation: 0.8 })
    expect(first.messages).toEqual([])
    const second = told(alone, { validation: 0.05, test: 0.05 }, first.next)
    expect(second.messages[0]).toMatch(/where 5 % were asked for: (\d+) of them were held out by an earlier build/)
    expect(second.fixes[0]).toContain('build into a new folder')
  })
})
