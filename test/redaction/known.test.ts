import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, type KnownValue, type RedactionMode } from '../../src/redaction/index.ts'
import { runs } from '../support/runs.ts'

const mask = (known: readonly KnownValue[], text: string, mode: RedactionMode = 'numbered'): string =>
  createRedactor({ detectors: [], known, mode }).begin().text(text)

test('a known name is masked as a whole word, whatever its capitals and the space in it', () => {
  const masked = mask(['Ada Lovelace'], "ADA lovelace, Ada\n  Lovelace's notes, (Ada Lovelace) but not Ada Lovelaces")
  expect(masked).toBe("[PERSON], [PERSON]'s notes, ([PERSON]) but not Ada Lovelaces")
})

test('distinct people get distinct numbers, in whatever form they are written', () => {
  const known = [{ value: 'Jürgen Groß' }, { value: 'Zoë' }, { value: 'C-1815', tag: 'CUSTOMER_ID' }]
  const text = 'JÜRGEN GROß, Zoë, Zoe\u0308, zoë; {"by": "J\\u00fcrgen Gro\\u00df"} c-1815'
  expect(mask(known, text)).toBe('[PERSON], [PERSON_2], [PERSON_2], [PERSON_2]; {"by": "[PERSON]"} [CUSTOMER_ID]')
})

test('scripts that put no spaces between words are masked within them', () => {
  expect(mask(['李雷', '김철수', 'Ada'], '我是李雷。김철수는 Ada입니다')).toBe(
    '我是[PERSON]。[PERSON_2]는 [PERSON_3]입니다',
  )
})

test('an ordinary word is masked with the same capitals only', () => {
  expect(mask(['Will', 'May', 'Zelda'], 'Will said he will, WILL he? may May; zelda')).toBe(
    '[PERSON] said he will, WILL he? may [PERSON_2]; [PERSON_3]',
  )
})

test('what is too short to tell anything is ignored', () => {
  const text = 'A b 李 42 1815 - ??'
  expect(mask(['A', 'b.', '李', '42', '', ' ', '-', '??'], text)).toBe(text)
  expect(mask(['Al'], 'Al, al')).toBe('[PERSON], [PERSON]')
})

test('the longest of several values wins, and a word within another is none', () => {
  expect(mask(['Ada', 'Ada Lovelace', 'Lovelace'], 'Ada Lovelace, ada, Adamant')).toBe('[PERSON], [PERSON_2], Adamant')
})

test('an e-mail address that holds a known name stays one address', () => {
  const { text } = createRedactor({ preset: 'pii', known: ['Ada', { value: 'me@corp.test', tag: 'EMAIL' }] }).begin()
  expect(text('ada.lovelace@corp.test, ME@corp.test')).toBe('[EMAIL], [EMAIL]')
})

test('in tool JSON names are masked in keys, values and behind escapes', () => {
  const { json, text, counts } = createRedactor({ detectors: [], known: ['Ada'] }).begin()
  expect(json({ ada: ['To Ada', { note: 'Ada\nx' }] })).toEqual({
    '[PERSON]': ['To [PERSON]', { note: '[PERSON]\nx' }],
  })
  expect(text('Source: "Hi\\nAda\\tx"')).toBe('Source: "Hi\\n[PERSON]\\tx"')
  expect(counts).toEqual({ known: 4 })
})

test('what is no text, or no tag, is told', () => {
  const given = [undefined] as unknown as string[]
  expect(() => createRedactor({ known: given })).toThrow(/A known value is undefined.*Fix: pass texts/)
  expect(() => createRedactor({ known: [{ value: 'Ada', tag: 'person' }] })).toThrow(/not in upper case/)
})

test('masked twice is masked once, and no known word is left', () => {
  const word = fc.constantFrom('Ada', 'Zoë', '李雷', 'Al', "O'Neil", 'Grace', 'person', 'Émile "É" Zola')
  const text = fc.array(fc.oneof(word, fc.constantFrom(' ', '\n', "'s", '"', '\\', '[', '我', '_', '.')), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), text, fc.constantFrom('tag', 'numbered'), (known, pieces, mode) => {
      for (const original of [pieces.join(''), JSON.stringify({ a: pieces, [pieces.join('')]: pieces.join(' ') })]) {
        const masked = mask(known, original, mode)
        expect(mask(known, masked, mode)).toBe(masked)
        const words = masked.replaceAll(/\[PERSON(?:_\d+)?\]/g, ' ').split(/[^\p{L}\p{M}']+/u)
        for (const value of known.filter((name) => /^[\p{L}]+$/u.test(name))) expect(words).not.toContain(value)
      }
    }),
    { numRuns: runs(80, 2_000) },
  )
})

test('ten thousand names cost about what ten cost', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `Name${index} Family${index * 7}`)
  const text = 'A sentence about Name77 Family539 and some others, Name5 and Family. '.repeat(2_000)
  const [few, many] = [names.slice(70, 80), names].map((known) => {
    const scope = createRedactor({ detectors: [], known }).begin()
    scope.text(text)
    const before = process.cpuUsage()
    expect(scope.text(text)).not.toContain('Name77')
    return process.cpuUsage(before).user
  })
  // One search for each name would cost a thousand times as much.
  expect(many ?? 0).toBeLessThan(20 * (few ?? 0) + 50_000)
})
