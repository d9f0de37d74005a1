import { describe, expect, test } from 'vitest'
import type { Erasure } from '../../../src/core/erasure.ts'
import { fold, toldAll } from '../support/folding.ts'
import { assistant, inConversation, timed, user } from '../support/generations.ts'

const history = [user('my name is Ada'), assistant('Hello Ada')]
const calls = (first: object, second: object) => [
  { request: history.slice(0, 1), answer: [assistant('Hello Ada')], ...first },
  { request: [...history, user('more')], answer: [assistant('Yes')], ...second },
]

function erasure(fields: Partial<Erasure>): Erasure {
  return { v: 1, type: 'erasure', id: 'e', at: '2026-02-01T00:00:00.000Z', ...fields }
}

describe('an erased answer', () => {
  test.for([
    { selector: { generationId: 'g0' } },
    { targets: ['g0'], tombstone: { field: 'generationId', keyId: 'k', hmac: 'h' } },
    { selector: { userId: 'ada' } },
  ] as const)('(%j) is in no row, also not where a later call sends it again', async (erased) => {
    const folded = await fold([...inConversation(...calls({ userId: 'ada' }, {})), erasure(erased)])
    expect(folded.examples).toEqual([])
    expect(folded.losses).toEqual([
      { generationId: 'g0', reason: 'erased' },
      { generationId: 'g1', reason: 'history_withheld' },
    ])
  })

  test('does not take away what another call was answered in the same words', async () => {
    const twice = timed(...calls({}, {}), { request: history.slice(0, 1), answer: [assistant('Hello Ada')] })
    const folded = await fold([...twice, erasure({ targets: ['g2'] })])
    expect(folded.losses).toEqual([{ generationId: 'g2', reason: 'erased' }])
  })
})

test('an erased answer does not come back in the last messages that an app sends', async () => {
  const windows = [
    { request: [user('a')], answer: [assistant('A')] },
    { request: [user('a'), assistant('A'), user('b')], answer: [assistant('gone')] },
    { request: [assistant('A'), user('b'), assistant('gone'), user('c')], answer: [assistant('C')] },
    { request: [assistant('gone'), user('c'), assistant('C'), user('d')], answer: [assistant('D')] },
    { request: [user('c'), assistant('C'), user('d'), assistant('D'), user('e')], answer: [assistant('E')] },
  ]
  for (const log of [inConversation(...windows), timed(...windows)]) {
    const folded = await fold([...log, erasure({ targets: ['g1'] })])
    expect(toldAll(folded)).toEqual([
      ['user: a', 'assistant: A *'],
      ['user: c', 'assistant: C', 'user: d', 'assistant: D', 'user: e', 'assistant: E *'],
    ])
    expect(folded.losses.map(({ reason }) => reason)).toEqual(['erased', 'history_withheld', 'history_withheld'])
  }
})

describe('where consent is required', () => {
  const required = { consent: 'required' } as const

  test('only what has it is used', async () => {
    const events = inConversation(
      { request: [user('hi')], answer: [assistant('a')] },
      { request: [user('ho')], answer: [assistant('b')], consent: true },
    )
    expect((await fold(events)).losses).toEqual([])
    const folded = await fold(events, required)
    expect(toldAll(folded)).toEqual([['user: ho', 'assistant: b *']])
    expect(folded.losses).toEqual([{ generationId: 'g0', reason: 'no_consent' }])
  })

  test('what the same person said before is context, and not trained', async () => {
    const ada = { userId: 'ada' }
    const folded = await fold(inConversation(...calls(ada, { ...ada, consent: true })), required)
    expect(toldAll(folded)).toEqual([
      ['user: my name is Ada', 'assistant: Hello Ada', 'user: more', 'assistant: Yes *'],
    ])
    expect(folded.losses).toEqual([{ generationId: 'g0', reason: 'no_consent' }])
  })

  test('one person’s consent does not cover the words of another', async () => {
    const folded = await fold(inConversation(...calls({ userId: 'ada' }, { userId: 'bob', consent: true })), required)
    expect(folded.examples).toEqual([])
    expect(folded.losses).toEqual([
      { generationId: 'g0', reason: 'no_consent' },
      { generationId: 'g1', reason: 'history_withheld' },
    ])
  })
})
