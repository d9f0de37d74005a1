import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, detectorsOf, findSpans, type RedactionPreset } from '../../src/redaction/index.ts'
import { runs } from '../support/runs.ts'

/** Pieces of what the detectors look for: whatever they are put together to must be borne. */
const PIECES = [
  ['call ', 'card ', 'ssn ', 'password: ', 'api_key=', 'v', '```', '\n', '\\n', '"', "'", ' ', '-', '.', ':', '/', '+'],
  ['415-234-5678', '4111 1111 1111 1111', '460-89-9847', '81.2.69.142', '2a00:1450:4001:81b::200e', '(0)'],
  ['DE89370400440532013000', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  [
    'ada@example.com',
    'https://a.example/',
    'Zx8Kp2Lm9Qr4Tv6Wy1',
    '[PHONE]',
    '[CARD_2]',
    '电话',
    '１２３',
    '\ud800',
    '\udc00',
  ],
].flat()
const wild = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...PIECES),
        fc.string({ unit: fc.constantFrom(...'0123456789 -.()+'.split('')), maxLength: 12 }),
      ),
      { maxLength: 14 },
    )
    .map((pieces) => pieces.join('')),
)

test('no detector throws, and every span lies within the text', () => {
  const detectors = detectorsOf('all')
  fc.assert(
    fc.property(wild, (text) => {
      for (const detector of detectors) {
        for (const { start, end } of findSpans(detector, text)) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }
    }),
    { numRuns: runs(100, 5_000) },
  )
})

test.for<RedactionPreset>(['secrets', 'pii', 'all'])('masking masked text changes nothing: %s', (preset) => {
  fc.assert(
    fc.property(wild, fc.constantFrom('tag' as const, 'numbered' as const), (text, mode) => {
      const redactor = createRedactor({ preset, mode })
      const masked = redactor.begin().text(text)
      expect(redactor.begin().text(masked)).toBe(masked)
    }),
    { numRuns: runs(100, 5_000) },
  )
})
