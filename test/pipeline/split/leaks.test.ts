import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLeakSearch, leakError, type FinalRow, type Leak } from '../../../src/pipeline/split/leaks.ts'
import { beginningsOfAnswers, divide, keysOf, shares, tangledRows, type Row } from './support/splitting.ts'

function checkLeaks(rows: readonly FinalRow[], isStock?: (key: string) => boolean): readonly Leak[] {
  const search = createLeakSearch(isStock)
  for (const row of rows) search.see(row)
  return search.finish(rows)
}

const people = Array.from({ length: 30 }, (_, id): Row => ({ id, user: `user ${id}`, conversation: `chat ${id}` }))

const finalRow = (row: Row, split: FinalRow['split'], fields: Partial<FinalRow> = {}): FinalRow => ({
  id: `row ${row.id}`,
  split,
  keys: keysOf(row, ['tenant', 'user', 'conversation']),
  ...fields,
})

const clean = people.map((row, index) =>
  finalRow(row, (['train', 'validation', 'test'] as const)[index % 3] ?? 'train'),
)

test('a table without leaks has none', () => {
  expect(checkLeaks(clean)).toEqual([])
  expect(checkLeaks([])).toEqual([])
})

test.for<[string, readonly FinalRow[]]>([
  ['user', [finalRow({ id: 50, user: 'user 0', conversation: 'new' }, 'test')]],
  ['conversation', [finalRow({ id: 50, user: 'new', conversation: 'chat 0' }, 'test')]],
  [
    'tenant',
    [
      finalRow({ id: 50, conversation: 'x', tenant: 't' }, 'test'),
      finalRow({ id: 51, conversation: 'y', tenant: 't' }, 'train'),
    ],
  ],
  [
    'near_duplicate',
    [
      finalRow({ id: 50, conversation: 'x' }, 'test', { cluster: 0 }),
      finalRow({ id: 51, conversation: 'y' }, 'train', { cluster: 0 }),
    ],
  ],
  [
    'exact_duplicate',
    [
      finalRow({ id: 50, conversation: 'x' }, 'test', { content: 'same' }),
      finalRow({ id: 51, conversation: 'y' }, 'train', { content: 'same' }),
    ],
  ],
  [
    'beginning',
    [
      finalRow({ id: 50, conversation: 'x', answers: ['a', 'b'] }, 'test'),
      finalRow({ id: 51, conversation: 'y', answers: ['a', 'c', 'd'] }, 'train'),
    ],
  ],
])('a planted leak by %s is found, with the rows', ([kind, planted]) => {
  const [leak, ...others] = checkLeaks([...clean, ...planted])
  expect(others).toEqual([])
  expect(leak).toMatchObject({ kind, splits: ['train', 'test'] })
  expect(leak?.ids).toContain('row 50')
  expect(leak?.ids).toHaveLength(2)
})

test('how a held-out row goes on may stand in training, and so may what everybody begins with', () => {
  const shared = finalRow({ id: 50, conversation: 'x', answers: ['a'] }, 'test')
  const other = finalRow({ id: 51, conversation: 'y', answers: ['b', 'a'] }, 'train')
  expect(checkLeaks([...clean, shared, other])).toEqual([])
  const same = finalRow({ id: 52, conversation: 'z', answers: ['a'] }, 'validation')
  const [stock] = beginningsOfAnswers(['a']).said
  expect(checkLeaks([shared, same], (key) => key === stock)).toEqual([])
  expect(checkLeaks([shared, same])).toEqual([
    { kind: 'beginning', splits: ['validation', 'test'], ids: ['row 52', 'row 50'] },
  ])
})

test('of many rows three are named, and each split among them', () => {
  const many = Array.from({ length: 20 }, (_, id) => finalRow({ id, conversation: 'c' }, id === 19 ? 'test' : 'train'))
  expect(checkLeaks(many)).toEqual([
    { kind: 'conversation', splits: ['train', 'test'], ids: ['row 0', 'row 19', 'row 1'] },
  ])
})

test('the first hundred leaks are told, and the error names three', () => {
  const many = Array.from({ length: 500 }, (_, id) =>
    finalRow({ id, conversation: `c ${id >> 1}` }, id % 2 === 0 ? 'train' : 'validation'),
  )
  const leaks = checkLeaks(many)
  expect(leaks).toHaveLength(100)
  const error = leakError(leaks)
  expect(error.code).toBe('split_leak')
  expect(error.message).toContain(
    '100 or more leaks between splits: conversation in train and validation: row 0, row 1;',
  )
})

test('what the split divides never leaks, and one row put elsewhere does when it shares anything', () => {
  fc.assert(
    fc.property(tangledRows, shares, fc.nat(), (rows, some, nth) => {
      const { outcomes } = divide(rows, some)
      const finals = rows.flatMap((row): readonly FinalRow[] => {
        const outcome = outcomes.get(row.id)
        if (outcome !== 'train' && outcome !== 'validation' && outcome !== 'test') return []
        return [{ id: String(row.id), split: outcome, keys: keysOf(row), cluster: row.cluster ?? -1 }]
      })
      expect(checkLeaks(finals)).toEqual([])
      const moved = finals[nth % finals.length]
      if (moved === undefined) return
      const elsewhere = moved.split === 'train' ? 'test' : 'train'
      const planted = finals.map((row) => (row === moved ? { ...row, split: elsewhere } : row) satisfies FinalRow)
      const isShared = finals.some((row) => row !== moved && shareAnything(row, moved))
      expect(checkLeaks(planted).length > 0).toBe(isShared)
    }),
    { numRuns: 100 },
  )
})

function shareAnything(one: FinalRow, other: FinalRow): boolean {
  const near = one.cluster !== -1 && one.cluster === other.cluster
  const user = one.keys.user !== undefined && one.keys.user === other.keys.user
  const begun = one.keys.begins !== undefined && one.keys.begins.said[0] === other.keys.begins?.said[0]
  return near || user || begun || one.keys.conversation === other.keys.conversation
}
