import { expect, test } from 'vitest'
import { createRedactor } from '../../src/redaction/index.ts'
import { HOSTILE_UNITS } from '../support/hostile-units.ts'

const LENGTH = 50_000

test.for(HOSTILE_UNITS)('50 KB of %j are masked in a moment, and masking them again changes nothing', (unit) => {
  const redactor = createRedactor({ preset: 'all', mode: 'numbered' })
  const text = unit.repeat(LENGTH / unit.length)
  const before = process.cpuUsage()
  const masked = redactor.begin().text(text)
  const { user, system } = process.cpuUsage(before)
  // The goal is 60 ms when the code is warm; a quadratic pattern takes seconds. Time of the processor: machines are busy.
  expect((user + system) / 1_000).toBeLessThan(400)
  // Not `toBe`: what it prints of 50 KB is no help.
  expect(redactor.begin().text(masked) === masked, masked.slice(0, 200)).toBe(true)
})

test('numbers between long white space cost no more for each other', () => {
  const redactor = createRedactor({ preset: 'all' })
  const space = ' '.repeat(400_000)
  const text = `${space}${'13812345678x '.repeat(22_000)}${space}`
  const before = process.cpuUsage()
  redactor.begin().text(text)
  const { user, system } = process.cpuUsage(before)
  // Where all of the white space is looked at for each of them, it takes thirty times as long.
  expect((user + system) / 1_000).toBeLessThan(4_000)
})
