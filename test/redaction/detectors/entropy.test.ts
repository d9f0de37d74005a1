import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsPerSign, createEntropyTest } from '../../../src/redaction/detectors/secret/entropy.ts'
import { risingStretches } from '../../support/rising-stretches.ts'
import { runs } from '../../support/runs.ts'

const LEAST = 3.5
/** Four signs are an eighth of it each, eight a sixteenth: exactly as many bits. */
const EXACT = 'aaaaaabbbbbbccccccddddddeeefffggghhhiiijjjkkklll'

test('the entropy of a text is that of its signs', () => {
  expect(bitsPerSign('aaaa')).toBe(0)
  expect(bitsPerSign('0123456789abcdef')).toBe(4)
  expect(bitsPerSign(EXACT)).toBe(LEAST)
})

test('as many bits as are asked for are enough', () => {
  const isRandom = createEntropyTest(`${EXACT}a`, LEAST)
  expect([isRandom(0, 48), isRandom(0, 49), isRandom(0, 47), isRandom(1, 49)]).toEqual([true, false, false, true])
})

test('of stretches that lie over each other it says what the entropy of each says', () => {
  // Halves of a pair among them, which become one sign where they meet.
  const signs = [...Array.from('0123456789abcdefä'), '\ud83d', '\ude00', '😀', '🙏']
  const texts = fc.string({ unit: fc.constantFrom(...signs), maxLength: 200 })
  fc.assert(
    fc.property(texts, risingStretches(60), (text, stretches) => {
      const isRandom = createEntropyTest(text, LEAST)
      const within = stretches(text)
      expect(within.map(({ start, end }) => isRandom(start, end))).toEqual(
        within.map(({ start, end }) => bitsPerSign(text.slice(start, end)) >= LEAST),
      )
    }),
    { numRuns: runs(200, 20_000) },
  )
})
