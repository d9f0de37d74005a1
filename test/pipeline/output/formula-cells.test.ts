import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildDataset, csv, exportDataset } from '../../../src/datasets.ts'
import { formulaCellsIn } from '../../../src/pipeline/output/formula-cells.ts'
import { rowEncoder } from '../../../src/pipeline/output/row-encoder.ts'
import { temporaryFolder } from '../support/building.ts'
import { assistant, generation, user } from '../support/generations.ts'

const columns = ['a', 'b', 'c']

test('cells that a spreadsheet runs are counted in the text of a row as in its values', () => {
  const cell = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a', 'é', '👍', ' ') })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 3, maxLength: 3 }), ([a = '', b = '', c = '']) => {
      const line = rowEncoder({ kind: 'csv', columns }).row({ a, b, c })
      const expected = [a, b, c].filter((text) => /^[=+\-@\t\r]/.test(text)).length
      expect(formulaCellsIn(line)).toBe(expected)
      expect(formulaCellsIn(new TextEncoder().encode(line))).toBe(expected)
    }),
  )
})

const from = Array.from({ length: 6 }, (_, index) =>
  generation({
    id: `g${index}`,
    conversationId: `c${index}`,
    request: [user(`${index % 2 === 0 ? '=' : ''}What is the sum of ${index} and ${index * 977}?`)],
    answer: [assistant(`- It is ${index * 978}, and ${index * 31} is another number.`)],
  }),
)
const rules = { nearDuplicates: false } as const

test('a build and an export in CSV warn of them once, and the text stays as it was', async () => {
  const [to, cache] = [temporaryFolder(), temporaryFolder()]
  const warning = { code: 'formula_cells', message: expect.stringMatching(/^9 cells of csv begin with = \+ - @/) }
  const options = { to, cache, formats: ['csv', 'chatml'], rules, split: { validation: 0.5 } }
  for (let round = 0; round < 2; round += 1) {
    const { report } = await buildDataset({ ...options, from })
    expect(report.warnings.filter(({ code }) => code === 'formula_cells')).toMatchObject([warning])
    expect(report.formats).toMatchObject([{ name: 'csv', formulas: 9 }, { name: 'chatml' }])
    expect(report.formats[1]).not.toHaveProperty('formulas')
  }
  const exported = await exportDataset({ from, rules, to: join(temporaryFolder(), 'chats.csv') })
  expect(exported.report.warnings).toMatchObject([warning])
})

test('nobody is warned where they are escaped, and where there are none', async () => {
  const to = join(temporaryFolder(), 'chats.csv')
  const format = csv({ escapeFormulas: true })
  expect((await exportDataset({ from, rules, to, format })).report.warnings).toEqual([])
  expect((await exportDataset({ from, rules, to, format: 'json' })).report.warnings).toEqual([])
})
