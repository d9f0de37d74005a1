import { expect, test } from 'vitest'
import { FAQ } from '../../src/demo/faq/faq.ts'

const ENTRIES = FAQ.flatMap(({ language, entries }) => entries.map((entry) => ({ ...entry, language })))

test('there are at least 60 entries, most of them English, some German', () => {
  const german = ENTRIES.filter(({ language }) => language === 'de').length
  expect(ENTRIES.length).toBeGreaterThanOrEqual(60)
  expect(german).toBeGreaterThanOrEqual(12)
  expect(german).toBeLessThan(ENTRIES.length / 2)
})

test('ids are unique', () => {
  expect(new Set(ENTRIES.map(({ id }) => id)).size).toBe(ENTRIES.length)
})

test.for(ENTRIES)('$id has wordings that differ and hold nothing that a redactor would mask', ({ answers }) => {
  expect(new Set(answers).size).toBe(answers.length)
  for (const answer of answers) {
    expect(answer).not.toMatch(/@|https?:|www\./)
    expect(answer.length).toBeGreaterThan(60)
  }
})
