import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/core/message.ts'
import { normalizeWhitespace } from '../../../src/pipeline/steps/index.ts'
import { tidyText } from '../../../src/pipeline/steps/tidy-text.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'
import { runs } from '../../support/runs.ts'

testStep(normalizeWhitespace(), { describe, test })

const tidy = (text: string): string => tidyText(text, { trimStart: true, trimEnd: true })

test.for([
  ['  Hello   world  ', 'Hello world'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['one\n\n\n\ntwo\n\n', 'one\n\ntwo'],
  ['one  \n \t\n\ntwo\t', 'one\n\ntwo'],
  ['\n\n  Hello', 'Hello'],
  ['\ufeffHe\u200bllo\u2060', 'Hello'],
  ['cafe\u0301', 'caf\u00e9'],
  ['One.  Two.\nThree.  Four.', 'One. Two.\nThree. Four.'],
  ['a \t b', 'a b'],
  ['- one   two\n  - three\n', '- one two\n  - three'],
  ['Bonjour\u00a0!', 'Bonjour\u00a0!'],
  [' \n ', ''],
])('%j becomes %j', ([text, tidied]) => {
  expect(tidy(text ?? '')).toBe(tidied)
})

test.for([
  ['a fenced block', '```python\nx  = 1   \n\n\n\n\ty()\u200b\n```'],
  ['a fence of tildes in a list', '- so:\n  ~~~\n  a  b\n\n\n  c\n  ~~~'],
  ['a fence with backticks in it', '````md\n```\na  b\n```\n````'],
  ['a fence that is never closed', '```\na  b\n\n\nc  d'],
  ['an indented block', 'So:\n\n    x  = 1\n\n\n    y  = 2'],
  ['an indented block at the start', '    if a:\n        b  c'],
  ['a table', '| a   | b |\n|-----|---|\n| one |   |'],
  ['columns', 'name    age\nada     36'],
  ['columns by tab', 'name\tage\nada\t\n\t36'.replace('\t\n', '\tx\n')],
  ['text in quotes', `print("a  b")\nprint('a  b')`],
  ['a comment behind code', 'import fitz  # reads files'],
  ['inline code', 'Write `a  b` now'],
  ['verse', 'Roses are red,\n  Violets are blue'],
])('%s keeps its spaces', ([, text]) => {
  expect(tidy(text ?? '')).toBe(text)
})

test.for(['👩‍👩‍👧', '❤️‍🔥', 'می‌خواهم', 'क्‍ष', 'شركة'])('%s keeps its joiners', (text) => {
  expect(tidy(text)).toBe(text)
})

test('joiners between Latin letters go', () => {
  expect(tidy('zero\u200cwidth\u200djoiner')).toBe('zerowidthjoiner')
})

const wild = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '```',
        '~~~',
        '    ',
        '\t',
        '  ',
        ' ',
        '\n',
        '\n\n',
        '\r\n',
        'a',
        'b.',
        '|',
        '\u200b',
        '\u200d',
        '\ufeff',
      ),
      fc.constantFrom(
        '"',
        "'",
        '- ',
        '> ',
        'e\u0301',
        'می',
        '👩',
        '`',
        ' \n',
        'x  y',
        '\u00a0',
        '\u2028',
        '\v',
        '#',
        '//',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    ),
    { maxLength: 25 },
  )
  .map((pieces) => pieces.join(''))

test('tidying tidied text changes nothing, whatever the text', () => {
  fc.assert(
    fc.property(wild, fc.boolean(), fc.boolean(), (text, trimStart, trimEnd) => {
      const once = tidyText(text, { trimStart, trimEnd })
      expect(tidyText(once, { trimStart, trimEnd })).toBe(once)
    }),
    { numRuns: runs(200, 5_000) },
  )
})

test('nothing but white space and invisible characters is lost', () => {
  const visible = (text: string): string => text.normalize('NFC').replaceAll(/[\s\u200b-\u200d\u2060\ufeff]/g, '')
  fc.assert(
    fc.property(wild, (text) => {
      expect(visible(tidy(text))).toBe(visible(text))
    }),
    { numRuns: runs(200, 5_000) },
  )
})

test('long runs take no long time', () => {
  for (const unit of [
    ' ',
    '\n',
    '\t',
    ' a',
    '  a',
    "'",
    "'a  ",
    '`',
    '\u200d',
    '> ',
    '- ',
    '#',
    '    \n',
    '    a\n\n',
  ]) {
    const started = performance.now()
    tidy(unit.repeat(200_000 / unit.length) + 'x')
    expect({ unit, isSlow: performance.now() - started > 1500 }).toEqual({ unit, isSlow: false })
  }
})

test('pieces of one text are tidied together, and texts around a file keep the words apart', async () => {
  const file = { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' } as const
  const message: Message = {
    role: 'user',
    parts: [{ type: 'text', text: ' Look ' }, { type: 'text', text: ' at ' }, file, { type: 'text', text: ' this ' }],
  }
  const { kept } = await runStep(normalizeWhitespace(), [exampleOf([message, 'A bee.'])])
  expect(kept[0]?.messages[0]?.message.parts).toEqual([
    { type: 'text', text: 'Look at' },
    file,
    { type: 'text', text: ' this' },
  ])
})

test('tool calls and results are not touched, and tidy text comes back as the same example', async () => {
  const example = exampleOf([
    'Sun?',
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'weather', arguments: { city: ' Bern  ' } }] },
    { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: ' sun  ' }] },
    { role: 'assistant', parts: [{ type: 'text', text: 'Yes.' }] },
  ])
  expect((await runStep(normalizeWhitespace(), [example])).kept[0]).toBe(example)
})
