import { expect, test } from 'vitest'
import { createRedactor } from '../../src/redaction/index.ts'

const LENGTH = 50_000

/** Inputs that make careless patterns quadratic: many beginnings, few ends. */
const UNITS = [
  'a',
  '1',
  '.',
  '@',
  '(',
  '\\',
  ' ',
  '\n',
  '-',
  'a@',
  'a@a.',
  'a@b.c.',
  '<a@b.co>,',
  '\\n@a.com',
  '我@我.',
  'é@é.',
  'http://',
  'http://a.',
  'http://a(',
  'http://a)',
  'http://a\\/',
  'www.',
  'www.a',
  'http://[',
  '://',
  '://a:',
  '://a:b',
  '://a:b@',
  'eyJ',
  '-eyJ',
  '.eyJ',
  'eyJaaaaaaaa.',
  'sk-',
  '-sk-',
  'sk-ant-',
  'hf_',
  'AKIA',
  'SG.aaaaaaaaaaaaaaaa',
  'glpat-',
  'aws_secret_access_key=',
  'hooks.slack.com/services/',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----aaaaaaaaaaaaaaaaaaaa',
  '-----BEGIN PRIVATE KEY----------END ',
]

test.for(UNITS)('50 KB of %j are masked in a moment, and masking them again changes nothing', (unit) => {
  const redactor = createRedactor({ preset: 'all', mode: 'numbered' })
  const text = unit.repeat(LENGTH / unit.length)
  const started = performance.now()
  const masked = redactor.begin().text(text)
  // The goal is 60 ms; a quadratic pattern takes seconds. The slack is for a busy machine.
  expect(performance.now() - started).toBeLessThan(400)
  expect(redactor.begin().text(masked)).toBe(masked)
})
