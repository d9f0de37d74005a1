import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { createDivider, type DividerParts } from '../../../src/pipeline/split/divider.ts'
import { createLedger } from '../../../src/pipeline/split/ledger.ts'
import { keysOfExample, rowKeysOf, type RowKeys } from '../../../src/pipeline/split/row-keys.ts'
import { conversationIn, endOfNote, readNote, writeNote } from '../../../src/pipeline/split/row-note.ts'
import { planSplit, type SplitOptions } from '../../../src/pipeline/split/split-options.ts'
import { TEST } from '../../../src/pipeline/split/splits.ts'
import { createStratifier } from '../../../src/pipeline/split/strata.ts'
import { exampleOf } from '../../../src/testing/index.ts'

const example = (fields: Partial<Example>): Example => exampleOf(['Hi', 'Hello'], fields)

async function divide(examples: readonly Example[], options: SplitOptions, parts: Partial<DividerParts> = {}) {
  const plan = planSplit(options)
  const ledger = createLedger({ salt: 'salt', groupBy: plan.groupBy })
  const divider = createDivider({ plan, salt: 'salt', ledger, languageOf: () => 'en', ...parts })
  const notes = examples.map(divider.note)
  const placementOf = await divider.decide({
    size: examples.length,
    at: (index) => ({ id: examples[index]?.id ?? '', note: notes[index] ?? new Uint8Array() }),
    directory: '',
    pause: () => undefined,
  })
  return examples.map((_, index) => placementOf(index))
}

test('examples are divided by their users, over conversations', async () => {
  const examples = Array.from({ length: 200 }, (_, index) =>
    example({ id: `${index}`, group: `group ${index}`, userId: `user ${index % 20}` }),
  )
  const placements = await divide(examples, { test: 0.4 })
  expect(placements.some((placement) => placement.kind === 'split' && placement.split === 'test')).toBe(true)
  expect(placements.slice(20)).toEqual(placements.slice(0, -20))
})

test('near duplicates of a held-out example are set aside', async () => {
  const examples = Array.from({ length: 40 }, (_, index) => example({ id: `${index}`, group: `group ${index}` }))
  const placements = await divide(examples, { test: 0.4 }, { clusterOf: () => 3 })
  const kinds = new Set(
    placements.map((placement) => (placement.kind === 'split' ? placement.split : placement.reason)),
  )
  expect(kinds).toEqual(new Set(['test', 'near_held_out']))
})

test('what begins as an example that was held out, and is left out now, is set aside', async () => {
  const plan = planSplit({ test: 0.5 })
  const ledger = createLedger({ salt: 'salt', groupBy: plan.groupBy })
  const sayings = ['What is a swarm?', 'A swarm is many bees. '.repeat(20)]
  const gone = keysOfExample(exampleOf(sayings, { group: 'gone' }), 'salt', plan.groupBy)
  ledger.keys.intern(gone.conversation)
  ledger.splits.push(TEST)
  const examples = Array.from({ length: 10 }, (_, index) =>
    exampleOf([...sayings, 'And a hive?', `House ${index}.`], { id: `${index}`, group: `${index}` }),
  )
  const kindsAfter = async (left: readonly RowKeys[]): Promise<ReadonlySet<string>> => {
    const placements = await divide(examples, { test: 0 }, { ledger, gone: () => left })
    return new Set(placements.map((one) => (one.kind === 'split' ? one.split : one.reason)))
  }
  expect(await kindsAfter([gone])).toEqual(new Set(['near_held_out']))
  expect(await kindsAfter([])).toEqual(new Set(['train']))
})

const groupBy = ['tenant', 'user', 'conversation'] as const
const keys = (fields: Partial<Example>) => rowKeysOf(example(fields), 'salt', groupBy)

test('keys hold no id, and change with the salt', () => {
  const fields = { userId: 'ada', tenantId: 'acme', group: 'g' }
  expect(JSON.stringify(keys(fields))).not.toMatch(/ada|acme/)
  expect(rowKeysOf(example(fields), 'other', groupBy)).not.toEqual(keys(fields))
})

test('keys of two tenants never meet', () => {
  const one = Object.values(keys({ userId: 'ada', tenantId: 'a', group: 'g' }))
  const other = Object.values(keys({ userId: 'ada', tenantId: 'b', group: 'g' }))
  expect(one.filter((key) => other.includes(key))).toEqual([])
  expect(keys({ userId: 'b"c', tenantId: 'a' }).user).not.toBe(keys({ userId: 'c', tenantId: 'a","b' }).user)
})

test('a session stands in for a user that has no name, and is no user of that name', () => {
  expect(keys({ sessionId: 's' }).user).not.toBe(keys({ userId: 's' }).user)
  expect(keys({ sessionId: 's', userId: 'u' })).toEqual(keys({ userId: 'u' }))
  expect(keys({ sessionId: '', userId: '' })).toEqual({ conversation: keys({}).conversation })
})

test('kinds that are not grouped by have no key', () => {
  const fields = { userId: 'ada', tenantId: 'acme' }
  expect(Object.keys(rowKeysOf(example(fields), 'salt', ['conversation']))).toEqual(['conversation'])
})

const hexKey = fc.stringMatching(/^[0-9a-f]{32}$/)
const hexKeys = fc.array(hexKey, { maxLength: 32 })
const beginnings = fc.record(
  { given: hexKeys, said: hexKeys, whole: hexKey },
  { requiredKeys: ['given', 'said'], noNullPrototype: true },
)
const rowKeys = fc.record(
  { tenant: hexKey, user: hexKey, conversation: hexKey, begins: beginnings },
  { requiredKeys: ['conversation'], noNullPrototype: true },
)

test('notes bring keys and stratum back, whatever stands around them', () => {
  const texts = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(rowKeys, texts, fc.uint8Array(), fc.uint8Array(), (all, rest, before, behind) => {
      const note = writeNote({ keys: all, rest })
      const bytes = Uint8Array.of(...before, ...note, ...behind).subarray(before.length)
      expect(readNote(bytes)).toEqual({ keys: all, rest })
      expect(conversationIn(bytes)).toBe(all.conversation)
      expect(endOfNote(bytes)).toBe(note.length)
    }),
  )
})

test('a note has the beginnings of its example', () => {
  const all = keysOfExample(example({ userId: 'ada', tenantId: 'acme' }), 'salt', groupBy)
  expect(all.begins?.whole).toHaveLength(32)
  expect(readNote(writeNote({ keys: all, rest: 'ünit "x"' }))).toEqual({ keys: all, rest: 'ünit "x"' })
})

test('strata are told apart by models, tenant, language or a function; one that throws leaves unknown', () => {
  const some = example({ tenantId: 'acme' })
  const stratum = (stratify: Parameters<typeof createStratifier>[0]) => createStratifier(stratify, () => 'de')(some)
  expect(stratum('model')).toBe('test-model')
  expect(stratum('tenant')).toBe('acme')
  expect(stratum('language')).toBe('de')
  expect(stratum(({ id }) => id)).toBe('example-1')
  expect(stratum(() => JSON.parse('{'))).toBe('unknown')
  expect(stratum(() => JSON.parse('7'))).toBe('unknown')
  expect(stratum(undefined)).toBe('')
})
