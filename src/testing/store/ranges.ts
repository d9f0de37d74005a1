import assert from 'node:assert/strict'
import type { ReadRange, Store } from '../../core/store.ts'
import { readAll, type StoreCases } from './place.ts'
import { sampleConversation, sampleFeedback, sampleGeneration, sampleUnknown } from './sample-events.ts'

export const rangeCases: StoreCases = {
  'since is inclusive, and events without a time are always read': async ({ store }) => {
    assert.deepStrictEqual(await idsIn(store, { since: '2026-01-31T12:00:00.000Z' }), ['noon', 'timeless', 'one'])
  },

  'until is exclusive': async ({ store }) => {
    assert.deepStrictEqual(await idsIn(store, { until: '2026-01-31T12:00:00.000Z' }), ['ten', 'eleven', 'timeless'])
  },

  'both bounds leave what lies between': async ({ store }) => {
    const range = { since: '2026-01-31T11:00:00.000Z', until: '2026-01-31T11:00:00.001Z' }
    assert.deepStrictEqual(await idsIn(store, range), ['eleven', 'timeless'])
  },

  'types leaves the others out': async ({ store }) => {
    assert.deepStrictEqual(await idsIn(store, { types: ['feedback', 'other'] }), ['noon', 'timeless'])
    assert.deepStrictEqual((await readAll(store, { types: [] })).length, 0)
  },

  'a bound that is no time is refused, and so are unknown types and options': async ({ store }) => {
    const ranges: readonly object[] = [
      { since: 'yesterday' },
      { until: '2026-02-30T00:00:00.000Z' },
      { types: ['generaton'] },
      { form: '2026-01-31T12:00:00.000Z' },
    ]
    for (const range of ranges) await assert.rejects(idsIn(store, range), { code: 'bad_option' }, JSON.stringify(range))
  },

  'histories are whole when the range begins in the middle of a conversation': async ({ store }) => {
    const turns = sampleConversation('a', 10)
    const timed = turns.map((turn, index) => ({ ...turn, startedAt: `2026-01-31T12:0${index}:00.000Z` }))
    await store.append(timed)
    assert.deepStrictEqual(await readAll(store, { since: '2026-01-31T12:07:00.000Z' }), timed.slice(7))
  },
}

async function idsIn(store: Store, range: ReadRange): Promise<readonly string[]> {
  await store.append([
    sampleGeneration('ten', { startedAt: '2026-01-31T10:00:00.000Z' }),
    sampleGeneration('eleven', { startedAt: '2026-01-31T11:00:00.000Z' }),
    sampleFeedback('noon', 'ten', '2026-01-31T12:00:00.000Z'),
    sampleUnknown('timeless'),
    sampleGeneration('one', { startedAt: '2026-01-31T13:00:00.000Z' }),
  ])
  return (await readAll(store, range)).map(({ id }) => id)
}
