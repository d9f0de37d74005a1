import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { capUsers, type CapUsersOptions } from '../../../src/pipeline/steps/cap-users.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(capUsers({ rows: 1 }), { describe, test })
testStep(
  capUsers({ share: 0.5 }),
  { describe, test },
  { examples: [exampleOf(['Hi', 'Hello'], { userId: 'ümlaut 用户' })] },
)

const rowsOf = (count: number, fields: Partial<Example>, start = 0): Example[] =>
  Array.from({ length: count }, (_, index) =>
    exampleOf(['Hi', 'Hello'], { id: `${JSON.stringify(fields)} ${start + index}`, ...fields }),
  )

const keptIds = async (examples: readonly Example[], options: CapUsersOptions) =>
  (await runStep(capUsers(options), examples)).kept.map((example) => example.id)

test('each user keeps so many rows, and nobody without a name is capped', async () => {
  const examples = [
    ...rowsOf(10, { userId: 'ada' }),
    ...rowsOf(2, { userId: 'bob' }),
    ...rowsOf(7, {}),
    ...rowsOf(5, { sessionId: 's' }),
  ]
  const { kept, dropped } = await runStep(capUsers({ rows: 3 }), examples)
  const count = (fields: Partial<Example>) =>
    kept.filter((example) => example.userId === fields.userId && example.sessionId === fields.sessionId).length
  expect([count({ userId: 'ada' }), count({ userId: 'bob' }), count({}), count({ sessionId: 's' })]).toEqual([
    3, 2, 7, 3,
  ])
  expect(new Set(dropped.map(({ reason }) => reason))).toEqual(new Set(['user_cap']))
})

test('users of two tenants are two, and a user id counts before a session', async () => {
  const examples = [
    ...rowsOf(3, { userId: 'ada', tenantId: 'one', sessionId: 'a' }),
    ...rowsOf(3, { userId: 'ada', tenantId: 'one', sessionId: 'b' }),
    ...rowsOf(3, { userId: 'ada', tenantId: 'two', sessionId: 'a' }),
  ]
  expect(await keptIds(examples, { rows: 2 })).toHaveLength(4)
})

test('ids that redaction masked say nothing about who it was', async () => {
  expect(await keptIds(rowsOf(5, { userId: '[EMAIL]' }), { rows: 2 })).toHaveLength(5)
  expect(await keptIds(rowsOf(5, { userId: '[EMAIL_2]', sessionId: 's' }), { rows: 2 })).toHaveLength(2)
})

test('a share is of all rows, and the smaller limit counts', async () => {
  const examples = [...rowsOf(60, { userId: 'ada' }), ...rowsOf(40, {})]
  expect(await keptIds(examples, { share: 0.05 })).toHaveLength(45)
  expect(await keptIds(examples, { share: 0.05, rows: 2 })).toHaveLength(42)
  expect(await keptIds(examples, { share: 0.5, rows: 10 })).toHaveLength(50)
  expect(await keptIds(examples, {})).toHaveLength(100)
})

test('samples are nested, the same in every build, and the seed chooses them', async () => {
  const examples = rowsOf(40, { userId: 'ada' })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), async (one, other) => {
      const [few, many] = [Math.min(one, other), Math.max(one, other)]
      const kept = await keptIds(examples, { rows: few })
      expect(kept).toHaveLength(few)
      expect(await keptIds(examples, { rows: many })).toEqual(expect.arrayContaining(kept))
      expect(new Set(await keptIds(examples.toReversed(), { rows: few }))).toEqual(new Set(kept))
    }),
    { numRuns: 20 },
  )
  expect(await keptIds(examples, { rows: 10, seed: 'other' })).not.toEqual(await keptIds(examples, { rows: 10 }))
})

test('runs over training rows alone, and refuses limits that are none', () => {
  expect(capUsers().scope).toBe('train')
  expect(() => capUsers({ rows: 0 })).toThrow('rows of capUsers')
  expect(() => capUsers({ share: 1.5 })).toThrow('share of capUsers')
})
