import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAssigner } from '../../../src/pipeline/split/assigner.ts'
import { planSplit } from '../../../src/pipeline/split/split-options.ts'
import { divide, keysOf, SALT, type Row } from './support/splitting.ts'

const people = (count: number, fields: (id: number) => Partial<Row> = () => ({})): readonly Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, user: `user ${id}`, conversation: `chat ${id}`, ...fields(id) }))

const quota = { validation: 0.05, test: 0.1, quota: true }

test.for<[number, number, number]>([
  [9, 0, 1],
  [10, 1, 1],
  [20, 1, 2],
  [100, 5, 10],
  [1, 0, 0],
])('of %i groups %i are for validation and %i for testing', ([count, validation, tested]) => {
  expect(divide(people(count), quota).assignment.summary.rows).toMatchObject({ validation, test: tested })
})

test('a quota fills up with the data: what the ledger holds out already counts', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 4 }), (additions) => {
      let count = 10
      let built = divide(people(count), quota)
      for (const added of additions) {
        count += added
        built = divide(people(count), quota, built.ledger)
        const { train, validation, test: tested } = built.assignment.summary.rows
        expect({ validation, tested }).toEqual({
          validation: Math.max(1, Math.round(count * 0.05)),
          tested: Math.max(1, Math.round(count * 0.1)),
        })
        expect(train + validation + tested).toBe(count)
      }
    }),
    { numRuns: 30 },
  )
})

test('each stratum gets its own quota, also a small one', () => {
  const rows = people(400, (id) => ({ stratum: id < 20 ? 'small-model' : 'large-model' }))
  const { outcomes } = divide(rows, { test: 0.1, quota: true, stratify: 'model' })
  const tested = (part: readonly Row[]) => part.filter(({ id }) => outcomes.get(id) === 'test').length
  expect(tested(rows.slice(0, 20))).toBe(2)
  expect(tested(rows.slice(20))).toBe(38)
})

test('groups, not rows, are counted, and they stay whole', () => {
  const rows = people(300, (id) => ({ user: `user ${id % 30}` }))
  const { assignment } = divide(rows, quota)
  expect(assignment.summary.groups).toEqual({ train: 25, validation: 2, test: 3 })
  expect(assignment.summary.rows).toEqual({ train: 250, validation: 20, test: 30 })
})

test('lower hashes are for testing, higher ones for validation: a larger quota keeps what the smaller one held out', () => {
  const [small, large] = [divide(people(200), quota), divide(people(200), { ...quota, test: 0.2 })]
  const heldOut = [...small.outcomes].filter(([, outcome]) => outcome !== 'train')
  expect(heldOut.map(([id]) => [id, large.outcomes.get(id)])).toEqual(heldOut)
})

test('a quota without a ledger is warned of', () => {
  const assigner = createAssigner(planSplit(quota), SALT, undefined)
  assigner.add({ keys: keysOf({ id: 0, conversation: 'c' }) })
  expect(
    assigner
      .place()
      .conclude()
      .summary.warnings.map(({ code }) => code),
  ).toEqual(['quota_without_ledger'])
})
