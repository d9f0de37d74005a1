import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/pipeline/split/ledger.ts'
import type { SplitOptions } from '../../../src/pipeline/split/split-options.ts'
import { divide, shares, sharedKeys, tangledRows, type Outcome, type Row } from './support/splitting.ts'

const ways: fc.Arbitrary<SplitOptions> = fc.oneof(
  shares,
  shares.map((some) => ({ ...some, quota: true })),
  shares.map((some): SplitOptions => ({ ...some, groupBy: ['tenant', 'user', 'conversation'] })),
  shares.map((some): SplitOptions => ({ ...some, by: 'time' })),
)

/** For each row the first build that has it. */
const growing = tangledRows.chain((rows) =>
  fc.array(fc.integer({ min: 0, max: 2 }), { minLength: rows.length, maxLength: rows.length }).map((since) => ({
    rows,
    builds: [0, 1, 2].map((build) => rows.filter((_, index) => (since[index] ?? 0) <= build)),
  })),
)

const isSplit = (outcome: Outcome): boolean => outcome !== 'split_conflict' && outcome !== 'near_held_out'

const isAllowed = (before: Outcome | undefined, after: Outcome | undefined): boolean => {
  switch (before) {
    case 'test':
      return after === 'test'
    case 'validation':
      return after === 'validation' || after === 'near_held_out'
    case 'train':
      return after === 'train' || after === 'near_held_out'
    case 'split_conflict':
      return after === 'split_conflict'
    // A copy of what was held out stays aside, also when nothing tells any more that it is one.
    case 'near_held_out':
      return after === 'near_held_out'
    default:
      return true
  }
}

test('as data grows, whatever it links, no row ever changes its split: held-out rows stay, others may be set aside', () => {
  fc.assert(
    fc.property(growing, ways, fc.array(shares, { minLength: 3, maxLength: 3 }), ({ builds }, way, later) => {
      let ledger: Ledger | undefined
      let before: ReadonlyMap<number, Outcome> = new Map()
      const splits = new Map<number, Outcome>()
      for (const [index, rows] of builds.entries()) {
        const built = divide(rows, { ...way, ...later[index] }, ledger)
        const changes = [...before].map(([id, outcome]) => ({ id, outcome, after: built.outcomes.get(id) }))
        expect(changes.filter(({ outcome, after }) => !isAllowed(outcome, after))).toEqual([])
        const divided = [...built.outcomes].filter(([, outcome]) => isSplit(outcome))
        expect(divided.filter(([id, outcome]) => (splits.get(id) ?? outcome) !== outcome)).toEqual([])
        for (const [id, outcome] of divided) splits.set(id, outcome)
        before = built.outcomes
        ledger = built.ledger
      }
    }),
    { numRuns: 200 },
  )
})

test('a key of a held-out row never trains, also in rows that come later', () => {
  fc.assert(
    fc.property(growing, shares, ({ rows, builds }, some) => {
      let ledger: Ledger | undefined
      let outcomes: ReadonlyMap<number, Outcome> = new Map()
      for (const build of builds) ({ outcomes, ledger } = divide(build, some, ledger))
      expect(sharedKeys(rows, outcomes)).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('a row whose user becomes known later never goes from a held-out split into training', () => {
  fc.assert(
    fc.property(tangledRows, shares, (rows, some) => {
      const anonymous = rows.map(({ id, conversation, cluster = -1 }): Row => ({ id, conversation, cluster }))
      const { outcomes, ledger } = divide(anonymous, some)
      const named = anonymous.map((row) => ({ ...row, user: rows[row.id]?.user ?? 'somebody' }))
      const trained = [...divide(named, some, ledger).outcomes].filter(([, outcome]) => outcome === 'train')
      expect(trained.filter(([id]) => outcomes.get(id) === 'test' || outcomes.get(id) === 'validation')).toEqual([])
    }),
    { numRuns: 100 },
  )
})

const people = Array.from({ length: 20_000 }, (_, id): Row => ({ id, user: `user ${id}`, conversation: `chat ${id}` }))
const options = { validation: 0.05, test: 0.05 }
const first = divide(people, options)

/** A draw that is the same in every run. */
function drawing(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('2,000 merges among 20,000 rows move none of them, and set aside only what lies between two splits', () => {
  const draw = drawing(7)
  const merges = Array.from({ length: 2000 }, (_, index): Row => {
    return { id: people.length + index, user: `user ${draw(20_000)}`, conversation: `chat ${draw(20_000)}` }
  })
  const { outcomes, assignment } = divide([...people, ...merges], options, first.ledger)
  expect(people.filter(({ id }) => outcomes.get(id) !== first.outcomes.get(id))).toEqual([])
  // One in 5.4 merges of two random rows lies between two splits at these shares: 1 - .9² - 2 · .05².
  const { split_conflict: aside } = assignment.summary.setAside
  expect(aside).toBeGreaterThan(300)
  expect(aside).toBeLessThan(440)
})

test('2,000 near duplicates found among 20,000 rows set aside rows for training or validation alone', () => {
  const draw = drawing(11)
  const clusters = new Map<number, number>()
  for (let index = 0; index < 2000; index += 1) {
    const [one, other] = [draw(20_000), draw(20_000)]
    const cluster = clusters.get(one) ?? clusters.get(other) ?? index
    clusters.set(one, cluster).set(other, cluster)
  }
  const alike = people.map((row) => ({ ...row, cluster: clusters.get(row.id) ?? -1 }))
  const { outcomes, assignment } = divide(alike, options, first.ledger)
  const moved = people.filter(({ id }) => outcomes.get(id) !== first.outcomes.get(id))
  expect(moved.every(({ id }) => outcomes.get(id) === 'near_held_out' && first.outcomes.get(id) !== 'test')).toBe(true)
  expect(moved).toHaveLength(assignment.summary.setAside.near_held_out)
  expect(moved.length).toBeGreaterThan(250)
  expect(moved.length).toBeLessThan(550)
})

test('the same rows again change nothing', () => {
  fc.assert(
    fc.property(tangledRows, ways, (rows, way) => {
      const one = divide(rows, way)
      const second = divide(rows, way, one.ledger)
      expect(second.outcomes).toEqual(one.outcomes)
      expect(second.assignment.additions.size).toBe(0)
    }),
    { numRuns: 200 },
  )
})
