import { describe, expect, test } from 'vitest'
import { emailDetector, type Detector } from '../../src/redaction/index.ts'
import { testDetector } from '../../src/testing/index.ts'
import { failingTests } from '../support/failing-tests.ts'

testDetector(
  emailDetector(),
  { describe, test },
  { found: ['ada@corp.test', { text: 'a@b.co, c@d.co', values: ['a@b.co', 'c@d.co'] }], kept: ['react@18.2.0'] },
)

const good: Detector = {
  name: 'ticket',
  tag: 'TICKET',
  version: 1,
  find: (text) => [...text.matchAll(/T-\d{4}/g)].map(({ index }) => ({ start: index, end: index + 6 })),
}
const failures = (change: Partial<Detector>, named?: string) =>
  failingTests((runner) => testDetector({ ...good, ...change }, runner, { found: ['T-1234'], kept: ['T-12'] }), named)

const once = /T-\d{4}/g

test.for<[string, Partial<Detector>]>([
  ['has a name', { name: 'Ticket' }],
  ['has a name', { tag: 'ticket' }],
  ['has a name', { version: 0 }],
  ['finds what it must', { find: () => [] }],
  ['finds nothing else', { find: (text) => (text === '' ? [] : [{ start: 0, end: text.length }]) }],
  ['gives spans', { find: (text) => [...good.find(text), ...(text.length > 9 ? [{ start: 0, end: 0 }] : [])] }],
  ['gives spans', { find: (text) => (once.test(text) ? good.find(text) : []) }],
  ['behind the back of its prefilter', { prefilter: ['t-'] }],
  ['every one of many', { find: (text) => good.find(text).slice(0, 1) }],
  ['a key for every value', { key: () => JSON.parse('1') }],
])('a detector is caught that breaks "%s …"', async ([name, change]) => {
  expect(await failures(change, name)).toHaveLength(1)
})

test('a detector that keeps the contract passes', async () => {
  expect(await failures({})).toEqual([])
})

test('a detector that throws on an odd text is caught', async () => {
  const find: Detector['find'] = (text) => {
    decodeURIComponent(encodeURIComponent(text))
    return good.find(text)
  }
  expect(await failures({ find }, 'gives spans')).toHaveLength(1)
})
