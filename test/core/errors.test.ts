import { describe, expect, test } from 'vitest'
import { FinetapError } from '../../src/core/errors.ts'

const PARTS = { what: 'The log has moved', why: 'someone moved it', fix: 'move it back' }

describe('an error of finetap', () => {
  test('says what, why and the fix in one line', () => {
    const error = new FinetapError('log_missing', PARTS)
    expect(error.message).toBe('The log has moved: someone moved it. Fix: move it back')
    expect(String(error)).toBe(`FinetapError: ${error.message}`)
  })

  test('leaves out a why that is not known', () => {
    expect(new FinetapError('log_missing', { what: 'Gone', fix: 'look' }).message).toBe('Gone. Fix: look')
  })

  test('carries its code and its cause', () => {
    const cause = new Error('ENOENT')
    expect(new FinetapError('log_missing', { ...PARTS, cause })).toMatchObject({ code: 'log_missing', cause })
    expect(new FinetapError('log_missing', PARTS).cause).toBe(undefined)
  })

  test('is known as one, also when a second copy of the package made it', async () => {
    const copy = '../../src/core/errors.ts?second-copy'
    const second = (await import(copy)) as { FinetapError: typeof FinetapError }
    const foreign = new second.FinetapError('log_empty', PARTS)
    expect(foreign).not.toBeInstanceOf(FinetapError)
    expect(FinetapError.isInstance(foreign)).toBe(true)
    expect(FinetapError.isInstance(new FinetapError('log_empty', PARTS))).toBe(true)
  })

  test.for([
    ['an error', new Error('x')],
    ['text', 'x'],
    ['nothing', undefined],
    ['an object', { name: 'FinetapError', code: 'x' }],
  ] as const)('is not mistaken for %s', ([, value]) => {
    expect(FinetapError.isInstance(value)).toBe(false)
  })
})
