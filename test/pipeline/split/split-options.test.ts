import { expect, test } from 'vitest'
import { planSplit, type SplitOptions } from '../../../src/pipeline/split/split-options.ts'

test('by default users and conversations stay together, by hash, and shares that are left out are 0', () => {
  expect(planSplit({ test: 0.1 })).toEqual({
    shares: { validation: 0, test: 0.1 },
    by: 'hash',
    groupBy: ['user', 'conversation'],
    stratify: undefined,
    quota: false,
  })
})

test('a conversation always stays together, and kinds are sorted from the widest', () => {
  expect(planSplit({ groupBy: ['user', 'tenant'] }).groupBy).toEqual(['tenant', 'user', 'conversation'])
  expect(planSplit({ groupBy: [] }).groupBy).toEqual(['conversation'])
  expect(planSplit({ by: 'time' }).groupBy).toEqual(['conversation'])
})

test('strata get quotas', () => {
  expect(planSplit({ stratify: 'model' }).quota).toBe(true)
})

// As JavaScript or a configuration file would give them.
const wild = (options: string): SplitOptions => JSON.parse(options)

test.for<[string, SplitOptions]>([
  ['split.test is 1', { test: 1 }],
  ['leave nothing for training', { validation: 0.5, test: 0.5 }],
  ['The option test of split is of type string', wild('{"test":"0.1"}')],
  ['split has no option tests. Fix: did you mean test?', wild('{"tests":0.1}')],
  ['split is 0.05. Fix: write split: { validation: 0.05, test: 0.05 }', wild('0.05')],
  ['split is of type string. Fix: write split: { validation: 0.05', wild('"90/5/5"')],
  ['split has no option train. Fix: leave it out: what validation and test leave is for training', wild('{"train":1}')],
  ['split.by is "date"', wild('{"by":"date"}')],
  ['split.groupBy is of type string', wild('{"groupBy":"user"}')],
  ['split.groupBy holds "users". Fix: did you mean user?', wild('{"groupBy":["users"]}')],
  ['split.groupBy holds null', wild('{"groupBy":[null]}')],
  ['split.stratify is "models"', wild('{"stratify":"models"}')],
  ['split.stratify is given with quota: false', { stratify: 'tenant', quota: false }],
  ["do not go with by: 'time'", { by: 'time', quota: true }],
  ["do not go with by: 'time'", { by: 'time', stratify: 'model' }],
  ["split.groupBy does not go with by: 'time'", { by: 'time', groupBy: ['user'] }],
])('%s', ([message, options]) => {
  expect(() => planSplit(options)).toThrow(message)
})
