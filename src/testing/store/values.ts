import assert from 'node:assert/strict'
import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import { readAllOrNone, type StoreCases } from './place.ts'
import { NOON, sampleFeedback, sampleGeneration, sampleUnknown } from './sample-events.ts'

/** What a program in JavaScript may hand over, and JSON cannot carry. */
const ODD_VALUES: { readonly [name: string]: () => unknown } = {
  'a BigInt': () => 10n,
  'a cycle': () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    return cycle
  },
  'twenty thousand levels': () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep }
    return deep
  },
  'a typed array': () => new Uint8Array([1, 2, 3]),
  'a Map': () => new Map([['key', 'value']]),
  'a getter that throws': () => ({
    get secret(): string {
      throw new Error('not for you')
    },
  }),
  'a function': () => () => 'called',
  'a symbol': () => Symbol('sign'),
  'not a number': () => Number.NaN,
}

/** What no reader would take for an event. */
const NO_EVENTS: { readonly [name: string]: unknown } = {
  'other fields': { hello: 1 },
  'no type': { v: 1, id: 'odd' },
  'an empty type': { v: 1, type: '', id: 'odd' },
  'no version': { type: 'gap', id: 'odd', at: NOON, since: NOON, dropped: {} },
  'a version that is a text': { ...sampleGeneration('odd'), v: '1' },
  'a version that is yet to come': { ...sampleGeneration('odd'), v: 2 },
  'a generation without its messages': { v: 1, type: 'generation', id: 'odd', request: {}, response: {} },
  'a generation with a message without parts': {
    ...sampleGeneration('odd'),
    request: { messages: [{ role: 'user' }] },
  },
  'no id': { ...sampleFeedback('odd', 'g1'), id: undefined },
  'an unknown event without value': { ...sampleUnknown('odd'), value: null },
  'an unknown event of a version that is yet to come': { ...sampleUnknown('odd'), value: { v: 2, type: 'weather' } },
  null: null,
  'a text': 'event',
}

export const valueCases: StoreCases = {
  ...Object.fromEntries(
    Object.entries(ODD_VALUES).map(([name, make]): [string, StoreCases[string]] => [
      `${name} comes back as it was, or is refused as record_invalid; the others are kept`,
      ({ store }) => keepsOrRefuses(store, make()),
    ]),
  ),

  'what is no event is refused as record_invalid, and nothing of its call is kept': async ({ store }) => {
    for (const [name, value] of Object.entries(NO_EVENTS)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JavaScript callers may pass
      const events = [sampleGeneration('before'), value as LogEvent]
      await assert.rejects(storeOrThrow(store, events), { code: 'record_invalid' }, name)
    }
    const unknown = { v: 1, type: 'other', id: '', kind: 'weather', value: { v: 1, type: 'weather' } } as const
    await store.append([sampleGeneration('g1'), unknown])
    assert.deepStrictEqual(await readAllOrNone(store), [sampleGeneration('g1'), unknown])
  },

  'a call with an event that cannot be kept keeps none of them': async ({ store }) => {
    const events = [sampleGeneration('g1'), oddGeneration('odd', 10n), sampleGeneration('g2')]
    await assert.rejects(storeOrThrow(store, events), { code: 'record_invalid' })
    await store.append([sampleGeneration('g3')])
    assert.deepStrictEqual(await readAllOrNone(store), [sampleGeneration('g3')])
  },

  'ids that fight back come back unchanged, and are told apart': async ({ store }) => {
    const ids = [
      '../../etc/passwd',
      'nul \u0000 id',
      'lone \ud800 id',
      'quote \' " ` id',
      '__proto__',
      'constructor',
      '東京 id',
      '%00%0a',
    ]
    const events = ids.map((id) =>
      sampleGeneration(id, { conversationId: id, userId: id, tenantId: id, sessionId: id }),
    )
    for (const event of events) await store.append([event])
    assert.deepStrictEqual(await readAllOrNone(store), events)
    assert.equal((await store.erase({ userId: 'nul \u0000 id' })).hidden, 1)
    assert.equal((await store.erase({ conversationId: 'lone \ud800 id' })).hidden, 1)
    assert.equal((await store.erase({ tenantId: '__proto__' })).hidden, 1)
    const rest = (await readAllOrNone(store)).filter(({ type }) => type === 'generation')
    assert.deepStrictEqual(
      rest,
      events.filter((_, index) => ![1, 2, 4].includes(index)),
    )
  },
}

function oddGeneration(id: string, value: unknown): LogEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JavaScript callers may pass
  return { ...sampleGeneration(id), ext: { value } } as LogEvent
}

async function keepsOrRefuses(store: Store, value: unknown): Promise<void> {
  const odd = oddGeneration('odd', value)
  const [before, after] = [sampleGeneration('before'), sampleGeneration('after')]
  const outcomes = await Promise.allSettled([before, odd, after].map((event) => storeOrThrow(store, [event])))
  assert.deepStrictEqual(
    outcomes.map(({ status }) => status).filter((_, index) => index !== 1),
    ['fulfilled', 'fulfilled'],
  )
  const [, outcome] = outcomes
  const events = await readAllOrNone(store)
  if (outcome?.status === 'fulfilled') {
    // Compared by identity where comparing would fall into the same trap as keeping.
    assert.deepStrictEqual(
      events.map(({ id }) => id),
      ['before', 'odd', 'after'],
    )
    assert.equal(Reflect.get(Object(Reflect.get(events[1] ?? {}, 'ext')), 'value'), value)
    return
  }
  assert.equal(Reflect.get(Object(outcome?.reason), 'code'), 'record_invalid')
  assert.deepStrictEqual(events, [before, after])
}

async function storeOrThrow(store: Store, events: readonly LogEvent[]): Promise<void> {
  await store.append(events)
}
