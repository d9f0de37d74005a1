import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitTokens } from '../../src/demo/server/tokens.ts'
import { keepAliveMs } from '../../src/demo/server/keep-alive.ts'
import { decodeContext, encodeContext } from '../../src/demo/server/generate-context.ts'

test('the tokens of a text are the text, and none is empty', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(fc.constantFrom(' ', '\n', 'ä', '0', '.', '🦊', '👩‍👩‍👧'), fc.string({ unit: 'binary' })),
      }),
      (text) => {
        const tokens = splitTokens(text)
        expect(tokens.join('')).toBe(text)
        expect(tokens).not.toContain('')
      },
    ),
  )
})

test('an accent stays with its letter, and an emoji is not split', () => {
  expect(splitTokens('Cafe\u0301 🦊🦊')).toEqual(['Cafe\u0301', ' 🦊🦊'])
})

describe('keep_alive', () => {
  test.for<[unknown, number | undefined]>([
    [undefined, 300_000],
    [null, 300_000],
    [0, 0],
    [90, 90_000],
    [-1, Infinity],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['0', 0],
    ['0s', 0],
    ['-1m', Infinity],
    ['', undefined],
    ['5', undefined],
    ['5 minutes', undefined],
    [true, undefined],
  ])('%j is %j ms', ([given, expected]) => {
    expect(keepAliveMs(given)).toBe(expected)
  })
})

describe('the context of generate', () => {
  test('is whole numbers that give the conversation back', () => {
    const messages = [
      { role: 'user', content: 'Grüner Tee 🍵?', hasImages: false },
      { role: 'assistant', content: '70 °C', hasImages: false },
    ]
    const context = encodeContext(messages)
    expect(context.every(Number.isInteger)).toBe(true)
    expect(decodeContext(context)).toEqual(messages)
  })

  test('of another server is not understood, and harmless', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.double(), fc.string())), (context) => {
        expect(() => decodeContext(context)).not.toThrow()
      }),
    )
  })
})
