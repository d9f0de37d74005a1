import { expect, test } from 'vitest'
import type { Format, FormatResult } from '../../../src/core/format.ts'
import type { Example } from '../../../src/core/example.ts'
import { testFormat } from '../../../src/testing/index.ts'
import { failingTests } from '../../support/failing-tests.ts'

const failures = (suspect: Format) => failingTests((runner) => testFormat(suspect, runner))

function format(rows: (example: Example) => FormatResult, container: Format['container'] = { kind: 'jsonl' }): Format {
  return { name: 'bad', version: 1, container, rows }
}

test('a format that writes a row for everything passes', async () => {
  expect(await failures(format(({ id }) => ({ rows: [{ id }], refused: [] })))).toEqual([])
})

test.for<[string, Format]>([
  ['has a name', { ...format(() => ({ rows: [{}], refused: [] })), name: 'Bad' }],
  [
    'takes any example',
    format((example) => {
      Object.assign(example, { id: 'other' })
      return { rows: [{}], refused: [] }
    }),
  ],
  ['writes rows that JSON', format(() => ({ rows: [{ a: undefined as unknown as string }], refused: [] }))],
  [
    'writes rows with the columns',
    format(() => ({ rows: [{ b: 1, a: 1 }], refused: [] }), { kind: 'csv', columns: ['a', 'b'] }),
  ],
  ['writes the same bytes', format(() => ({ rows: [{ a: Math.random() }], refused: [] }))],
  ['says in snake case', format(() => ({ rows: [], refused: ['Not This'] }))],
  ['loses nothing', format(() => ({ rows: [], refused: [] }))],
])('a format is caught that breaks "%s …"', async ([name, bad]) => {
  expect((await failures(bad)).join()).toContain(name)
})
