import { expect, test } from 'vitest'
import { FinetapError } from '../../../src/core/errors.ts'
import { chatml, formatNames, resolveFormat } from '../../../src/pipeline/formats/index.ts'

test('every name leads to the format of that name', () => {
  expect(formatNames).toEqual(['json', 'csv', 'chatml', 'alpaca', 'instruction'])
  for (const name of formatNames) expect(resolveFormat(name).name).toBe(name)
})

test('a format is given back as it is', () => {
  const own = chatml({ weights: true })
  expect(resolveFormat(own)).toBe(own)
})

test.for([
  ['chatlm', 'did you mean "chatml"?'],
  ['Alpaca', 'did you mean "alpaca"?'],
  ['instructions', 'did you mean "instruction"?'],
  ['jsonl', 'did you mean "chatml", which is JSON Lines with messages?'],
  ['OpenAI', 'did you mean "chatml", which is JSON Lines with messages?'],
  ['messages', 'did you mean "chatml"'],
  ['parquet', 'use one of them, or pass a Format'],
  ['', 'use one of them, or pass a Format'],
])('the name %j is refused, and the fix is: %s', ([name, fix]) => {
  let error: unknown
  try {
    resolveFormat(name ?? '')
  } catch (cause) {
    error = cause
  }
  if (!FinetapError.isInstance(error)) throw new Error('nothing was thrown')
  expect(error.code).toBe('unknown_format')
  expect(error.message).toContain('json, csv, chatml, alpaca, instruction')
  expect(error.message).toContain(fix)
})
