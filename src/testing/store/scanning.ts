import assert from 'node:assert/strict'
import { readAll, scanAll, type StoreCases } from './place.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from './sample-events.ts'

export const scanningCases: StoreCases = {
  'a scan gives the events of a read': async ({ store }) => {
    await store.append(sampleConversation('a', 20))
    const scanned = await scanAll(store)
    assert.deepStrictEqual(
      scanned.map(({ event }) => event),
      await readAll(store),
    )
  },

  'every cursor goes on right behind its event': async ({ store }) => {
    await store.append(sampleConversation('a', 12))
    const scanned = await scanAll(store)
    for (const [index, { cursor }] of scanned.entries()) {
      assert.deepStrictEqual(await scanAll(store, { after: cursor }), scanned.slice(index + 1))
    }
  },

  'the last cursor finds what was appended since, and nothing else': async ({ store }) => {
    const turns = sampleConversation('a', 9)
    let after: string | undefined
    for (let turn = 0; turn < turns.length; turn += 3) {
      await store.append(turns.slice(turn, turn + 3))
      const scanned = await scanAll(store, after === undefined ? {} : { after })
      assert.deepStrictEqual(
        scanned.map(({ event }) => event),
        turns.slice(turn, turn + 3),
      )
      after = scanned.at(-1)?.cursor
    }
  },

  'a cursor of one handle is good for another one': async ({ store, reopen }) => {
    if (reopen === undefined) return
    const turns = sampleConversation('a', 6)
    await store.append(turns.slice(0, 4))
    const after = (await scanAll(store)).at(1)?.cursor ?? ''
    await store.close()
    const other = await reopen()
    await other.append(turns.slice(4))
    const scanned = await scanAll(other, { after })
    assert.deepStrictEqual(
      scanned.map(({ event }) => event),
      turns.slice(2),
    )
  },

  'a tail misses nothing of two writers, whoever began first': async ({ store, reopen }) => {
    if (reopen === undefined || !store.capabilities.shared) return
    const other = await reopen()
    const writers = [store, other, store, store, other, other, store, other]
    const seen: string[] = []
    let after: string | undefined
    for (const [index, writer] of writers.entries()) {
      await writer.append([sampleGeneration(`g${index}`), sampleFeedback(`f${index}`, `g${index}`)])
      const [first] = await scanAll(store, after === undefined ? {} : { after })
      seen.push(first?.event.id ?? 'nothing')
      after = first?.cursor ?? after
    }
    const rest = await scanAll(store, after === undefined ? {} : { after })
    const ids = [...seen, ...rest.map(({ event }) => event.id)]
    assert.deepStrictEqual(ids.sort(), writers.flatMap((_, index) => [`f${index}`, `g${index}`]).sort())
  },

  'cursors stay true when what lies before, at or behind them is erased': async ({ store }) => {
    const events = ['u1', 'u2', 'u1', 'u3', 'u1', 'u2'].map((userId, index) =>
      sampleGeneration(`g${index}`, { userId }),
    )
    for (const event of events) await store.append([event])
    const scanned = await scanAll(store)
    await store.erase({ userId: 'u1' })
    await store.append([sampleGeneration('last')])
    for (const [index, { cursor }] of scanned.entries()) {
      const rest = (await scanAll(store, { after: cursor })).filter(({ event }) => event.type === 'generation')
      assert.deepStrictEqual(
        rest.map(({ event }) => event),
        [...events.slice(index + 1).filter(({ userId }) => userId !== 'u1'), sampleGeneration('last')],
      )
    }
  },

  'an event whose type and id are there already is kept once, where the store promises it': async ({ store }) => {
    if (!store.capabilities.idempotent) return
    const events = [sampleGeneration('g1'), sampleFeedback('g1', 'g1'), sampleGeneration('g2')]
    await store.append(events)
    await Promise.all([store.append(events.slice(0, 2)), store.append(events)])
    assert.deepStrictEqual(await readAll(store), events)
  },

  'a range leaves events out, not the way behind them': async ({ store }) => {
    await store.append([sampleGeneration('g1'), sampleFeedback('f1', 'g1'), sampleGeneration('g2')])
    const [found] = await scanAll(store, { types: ['feedback'] })
    const rest = await scanAll(store, { after: found?.cursor ?? '' })
    assert.deepStrictEqual(
      rest.map(({ event }) => event.id),
      ['g2'],
    )
  },

  'shards are disjoint and together hold every event': async ({ store }) => {
    const events = sampleConversation('a', 30)
    await store.append(events)
    const shards = await Promise.all([0, 1, 2].map((index) => scanAll(store, { shard: { index, count: 3 } })))
    const ids = shards.flat().map(({ event }) => event.id)
    assert.deepStrictEqual(ids.sort(), events.map(({ id }) => id).sort())
  },

  'a shard that does not exist and a cursor of another store are refused': async ({ store }) => {
    await store.append([sampleGeneration('g1')])
    await assert.rejects(scanAll(store, { shard: { index: 2, count: 2 } }), { code: 'bad_option' })
    await assert.rejects(scanAll(store, { after: 'not a cursor' }), { code: 'bad_option' })
  },
}
