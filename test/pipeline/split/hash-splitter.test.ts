import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSplitter } from '../../../src/pipeline/split/hash-splitter.ts'

const groups = Array.from({ length: 20_000 }, (_, index) => `conversation ${index}`)

test('shares come out as asked', () => {
  const splitOf = createSplitter({ validation: 0.1, test: 0.05 }, 'salt')
  const count = (split: string) => groups.filter((group) => splitOf(group) === split).length / groups.length
  expect(count('validation')).toBeCloseTo(0.1, 2)
  expect(count('test')).toBeCloseTo(0.05, 2)
  expect(count('train')).toBeCloseTo(0.85, 2)
})

test('changing one share never moves a row of the other held-out part, and only moves rows from or to train', () => {
  const share = fc.integer({ min: 0, max: 49 }).map((percent) => percent / 100)
  fc.assert(
    fc.property(share, share, share, fc.string(), (validation, oldTest, newTest, salt) => {
      const before = createSplitter({ validation, test: oldTest }, salt)
      const after = createSplitter({ validation, test: newTest }, salt)
      const some = groups.slice(0, 500)
      const [smaller, larger] = oldTest < newTest ? [before, after] : [after, before]
      const tested = some.filter((group) => smaller(group) === 'test')
      expect(tested.filter((group) => larger(group) !== 'test')).toEqual([])
      const validated = (splitOf: typeof before) => some.filter((group) => splitOf(group) === 'validation')
      expect(validated(after)).toEqual(validated(before))
    }),
    { numRuns: 50 },
  )
})

test('another salt gives another split', () => {
  const [a, b] = [createSplitter({ test: 0.5 }, 'a'), createSplitter({ test: 0.5 }, 'b')]
  expect(groups.some((group) => a(group) !== b(group))).toBe(true)
})

test('no shares leave everything to train', () => {
  const splitOf = createSplitter({}, 'salt')
  expect(groups.every((group) => splitOf(group) === 'train')).toBe(true)
})

test.for([
  [{ validation: -0.1 }, 'split.validation is -0.1'],
  [{ test: 1 }, 'split.test is 1'],
  [{ test: Number.NaN }, 'split.test is NaN'],
  [{ validation: 10 }, 'split.validation is 10'],
  [{ validation: 0.5, test: 0.5 }, 'leave nothing for training'],
] as const)('%o is refused: %s', ([shares, message]) => {
  expect(() => createSplitter(shares, 'salt')).toThrow(message)
})
